#ifndef WEB_PUT_INCIDENT_H
#define WEB_PUT_INCIDENT_H
/* Shapes of incidents and what belongs to them, shared by the files that answer with them. */
#include "../base/when.h"
#include "../model/import_job.h"
#include "../model/incident.h"
#include "../model/timeline_store.h"
#include "web.h"

void put_incident(struct json_out *o, const struct incident *in);  // Incident
void put_import(struct json_out *o, const struct import_job *job); // Import: its members too, see put_import_members()
void put_import_members(struct json_out *o, const struct import_job *job);

/* Moment: one of a timeline. */
void put_moment(struct json_out *o, struct cx *cx, enum moment_kind kind, const struct stored_timeline *st);

/* `key` and "precision": the time or null. */
void put_when(struct json_out *o, const char *key, struct when at);
#endif
