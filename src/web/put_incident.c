#include "put_incident.h"

#include "put.h"

#include <stdio.h>

static void
put_window(struct json_out *o, const struct incident *in)
{
    bool built = in->window.from_ms || in->window.to_ms, said = in->from_ms && in->to_ms;
    json_key(o, "window");
    if (!built && !said) {
        json_put_null(o);
        return;
    }
    /* What a person said is shown at once, before the timeline is built with it. */
    json_open(o, '{');
    put_time(o, "from", in->from_ms ? in->from_ms : in->window.from_ms);
    put_time(o, "to", in->to_ms ? in->to_ms : in->window.to_ms);
    put_bool(o, "proposed", !in->from_ms && !in->to_ms);
    put_text(o, "because", in->from_ms || in->to_ms ? BYTES("a person said so") : in->window.because);
    json_close(o, '}');
}

static void
put_belongings(struct json_out *o, const struct incident *in)
{
    json_key(o, "components");
    json_open(o, '[');
    for (uint32_t i = 0; i < in->component_count; i++) {
        json_open(o, '{');
        put_text(o, "id", in->components[i].id);
        put_text(o, "name", in->components[i].name);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_key(o, "roles");
    json_open(o, '[');
    for (uint32_t i = 0; i < in->role_count; i++) {
        json_open(o, '{');
        put_text(o, "role", in->roles[i].role);
        put_text(o, "name", in->roles[i].name);
        put_ref(o, "user", in->roles[i].user_id, in->roles[i].user_name);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void
put_postmortems(struct json_out *o, const struct incident *in)
{
    json_key(o, "postmortems");
    json_open(o, '[');
    for (uint32_t i = 0; i < in->postmortem_count; i++) {
        const struct incident_postmortem *p = &in->postmortems[i];
        char name[32];
        snprintf(name, sizeof name, "PM-%lld", (long long)p->number);
        json_open(o, '{');
        put_text(o, "id", p->id);
        put_text(o, "name", bytes_of(name));
        put_text(o, "title", p->title);
        put_text(o, "state", p->state);
        json_close(o, '}');
    }
    json_close(o, ']');
}

void
put_incident(struct json_out *o, const struct incident *in)
{
    json_open(o, '{');
    put_text(o, "id", in->id);
    put_int(o, "number", in->number);
    put_text(o, "name", bytes_of(incident_label(in->number).s));
    put_text(o, "title", in->title);
    put_text(o, "summary", in->summary);
    put_int(o, "severity", in->severity);
    put_text(o, "state", bytes_of(incident_state_name(in->state)));
    put_time(o, "started_at", in->started_ms);
    put_time(o, "ended_at", in->ended_ms);
    put_belongings(o, in);
    put_text(o, "zone", in->zone);
    put_window(o, in);
    put_bool(o, "demo", in->demo);
    json_key(o, "counts");
    json_open(o, '{');
    put_int(o, "events", in->event_count);
    put_int(o, "key", in->key_count);
    put_int(o, "signals", in->signal_count);
    json_close(o, '}');
    put_postmortems(o, in);
    put_time(o, "created_at", in->created_ms);
    put_ref(o, "created_by", in->created_by, in->created_by_name);
    put_time(o, "updated_at", in->updated_ms);
    put_int(o, "version", in->version);
    json_close(o, '}');
}

void
put_import_members(struct json_out *o, const struct import_job *job)
{
    put_text(o, "id", job->id);
    put_text(o, "incident_id", job->incident);
    put_text(o, "state", bytes_of(import_state_name(job->state)));
    put_int(o, "file_count", job->file_count);
    put_int(o, "size_bytes", job->size_bytes);
    put_int(o, "signal_count", job->signal_count);
    put_int(o, "new_count", job->new_count);
    json_key(o, "refused");
    json_open(o, '[');
    for (uint32_t i = 0; i < job->refused_count; i++) {
        json_open(o, '{');
        put_text(o, "path", job->refused[i].path);
        put_text(o, "reason", job->refused[i].reason);
        json_close(o, '}');
    }
    json_close(o, ']');
    json_key(o, "notes");
    json_open(o, '[');
    for (uint32_t i = 0; i < job->note_count; i++)
        json_put_text(o, job->notes[i]);
    json_close(o, ']');
    put_text(o, "error", job->error);
    put_time(o, "created_at", job->created_ms);
    put_ref(o, "created_by", job->created_by, job->created_by_name);
    put_time(o, "ended_at", job->ended_ms);
}

void
put_import(struct json_out *o, const struct import_job *job)
{
    json_open(o, '{');
    put_import_members(o, job);
    json_close(o, '}');
}

void
put_when(struct json_out *o, const char *key, struct when at)
{
    json_key(o, key);
    if (at.precision == PRECISION_UNKNOWN)
        json_put_null(o);
    else
        json_put_text(o, bytes_of(when_format(at.ms).s));
    put_text(o, "precision", bytes_of(precision_name((enum precision)at.precision)));
}
