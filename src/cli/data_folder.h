#ifndef CLI_DATA_FOLDER_H
#define CLI_DATA_FOLDER_H
/*
 * The folder in which an installation keeps everything: the database, files on their way in. One server at a time has
 * it; commands that work on the database beside a running server only need it to be there.
 *
 *     struct data_folder f;
 *     enum err e = data_folder_open("./aftermath-data", DATA_FOLDER_SERVE, &f, why);
 *     ... f.path, f.database ...
 *     data_folder_close(&f);
 */
#include "../base/err.h"

enum data_folder_use {
    DATA_FOLDER_SHARE, // must be there, with a database
    DATA_FOLDER_MAKE,  // is made when it is not there
    DATA_FOLDER_SERVE, // the same, and nobody else may serve it meanwhile
};

#define DATA_FOLDER_DEFAULT "./aftermath-data"

enum { DATA_FOLDER_PATH_MAX = 3000 };

struct data_folder {
    char path[DATA_FOLDER_PATH_MAX];
    char database[DATA_FOLDER_PATH_MAX + 32]; // path and "/aftermath.db"
    int lock;                                 // -1, or the open file that is locked
};

/* path: NULL is DATA_FOLDER_DEFAULT. What is made is for its owner alone (0700). Errors: ERR_NOT_FOUND, ERR_CONFLICT
 * (another server has it; the sentence says its process number), ERR_IO. */
enum err data_folder_open(const char *path, enum data_folder_use use, struct data_folder *ret, struct why *why);
void data_folder_close(struct data_folder *f);
#endif
