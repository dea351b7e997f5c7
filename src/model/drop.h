#ifndef MODEL_DROP_H
#define MODEL_DROP_H
/* Between drop.c and import_job.c. */

/* Removes a folder and all in it; what cannot be removed stays. Links are removed, not followed. */
void drop_remove_folder(const char *folder);
#endif
