#ifndef WEB_HANDLERS_H
#define WEB_HANDLERS_H
/* The handlers that routes.c names and the jobs that jobs.c names, by the file that has them. */
#include "web.h"

/* accounts.c */
enum err api_session_create(struct web_call *c);
enum err api_session_delete(struct web_call *c);
enum err api_session_get(struct web_call *c);
enum err api_session_link(struct web_call *c);
enum err api_setup(struct web_call *c);
enum err api_token_create(struct web_call *c);
enum err api_token_delete(struct web_call *c);
enum err api_token_list(struct web_call *c);
enum err api_user_create(struct web_call *c);
enum err api_user_get(struct web_call *c);
enum err api_user_link(struct web_call *c);
enum err api_user_list(struct web_call *c);
enum err api_user_password(struct web_call *c);
enum err api_user_update(struct web_call *c);
enum err job_sessions_tidy(struct web *w, struct cx *cx, bool *ret_more);

/* attachments.c */
enum err api_attachment_delete(struct web_call *c);
enum err api_attachment_get(struct web_call *c);
enum err api_incident_attach(struct web_call *c);
enum err api_incident_attachments(struct web_call *c);
enum err api_postmortem_attach(struct web_call *c);
enum err api_postmortem_attachments(struct web_call *c);

/* events.c */
enum err api_event_create(struct web_call *c);
enum err api_event_delete(struct web_call *c);
enum err api_event_get(struct web_call *c);
enum err api_event_list(struct web_call *c);
enum err api_event_update(struct web_call *c);
enum err api_events_update(struct web_call *c);
enum err api_moment_update(struct web_call *c);
enum err api_signal_get(struct web_call *c);
enum err api_signal_raw(struct web_call *c);

/* home.c */
enum err api_home(struct web_call *c);

/* imports.c */
enum err api_import_create(struct web_call *c);
enum err api_import_get(struct web_call *c);
enum err api_import_list(struct web_call *c);
enum err job_imports(struct web *w, struct cx *cx, bool *ret_more);
enum err job_imports_tidy(struct web *w, struct cx *cx, bool *ret_more);
enum err job_timelines(struct web *w, struct cx *cx, bool *ret_more);

/* incidents.c */
enum err api_incident_build(struct web_call *c);
enum err api_incident_create(struct web_call *c);
enum err api_incident_delete(struct web_call *c);
enum err api_incident_export(struct web_call *c);
enum err api_incident_get(struct web_call *c);
enum err api_incident_list(struct web_call *c);
enum err api_incident_picture(struct web_call *c);
enum err api_incident_timeline(struct web_call *c);
enum err api_incident_update(struct web_call *c);

/* intake.c */
enum err api_intake(struct web_call *c);
enum err job_deliveries(struct web *w, struct cx *cx, bool *ret_more);

/* live.c */
enum err api_live(struct web_call *c);

/* openapi.c */
enum err api_openapi(struct web_call *c);

/* ops.c */
enum err ops_health(struct web_call *c);
enum err ops_metrics(struct web_call *c);
enum err ops_ready(struct web_call *c);

/* organisation.c */
enum err api_component_create(struct web_call *c);
enum err api_component_delete(struct web_call *c);
enum err api_component_get(struct web_call *c);
enum err api_component_list(struct web_call *c);
enum err api_component_update(struct web_call *c);
enum err api_person_create(struct web_call *c);
enum err api_person_delete(struct web_call *c);
enum err api_person_get(struct web_call *c);
enum err api_person_import(struct web_call *c);
enum err api_person_list(struct web_call *c);
enum err api_person_update(struct web_call *c);
enum err api_settings_get(struct web_call *c);
enum err api_settings_update(struct web_call *c);
enum err api_team_create(struct web_call *c);
enum err api_team_delete(struct web_call *c);
enum err api_team_get(struct web_call *c);
enum err api_team_list(struct web_call *c);
enum err api_team_update(struct web_call *c);

/* upkeep.c */
enum err api_audit_list(struct web_call *c);
enum err api_backup(struct web_call *c);
enum err api_check(struct web_call *c);
enum err api_demo_delete(struct web_call *c);
enum err api_verify(struct web_call *c);
enum err job_backups_tidy(struct web *w, struct cx *cx, bool *ret_more);

/* postmortems.c */
enum err api_postmortem_create(struct web_call *c);
enum err api_postmortem_delete(struct web_call *c);
enum err api_postmortem_export(struct web_call *c);
enum err api_postmortem_get(struct web_call *c);
enum err api_postmortem_list(struct web_call *c);
enum err api_postmortem_update(struct web_call *c);
enum err api_render(struct web_call *c);
enum err api_section_create(struct web_call *c);
enum err api_section_delete(struct web_call *c);
enum err api_section_draft(struct web_call *c);
enum err api_section_get(struct web_call *c);
enum err api_section_restore(struct web_call *c);
enum err api_section_update(struct web_call *c);
enum err api_section_versions(struct web_call *c);

/* search.c */
enum err api_search(struct web_call *c);

/* sources.c */
enum err api_delivery_again(struct web_call *c);
enum err api_delivery_erase(struct web_call *c);
enum err api_delivery_get(struct web_call *c);
enum err api_delivery_list(struct web_call *c);
enum err api_inbox(struct web_call *c);
enum err api_incident_collect(struct web_call *c);
enum err api_scheme_list(struct web_call *c);
enum err api_signal_erase(struct web_call *c);
enum err api_source_address(struct web_call *c);
enum err api_source_create(struct web_call *c);
enum err api_source_delete(struct web_call *c);
enum err api_source_get(struct web_call *c);
enum err api_source_list(struct web_call *c);
enum err api_source_secret_add(struct web_call *c);
enum err api_source_secret_remove(struct web_call *c);
enum err api_source_update(struct web_call *c);

/* templates.c */
enum err api_template_create(struct web_call *c);
enum err api_template_delete(struct web_call *c);
enum err api_template_get(struct web_call *c);
enum err api_template_list(struct web_call *c);
enum err api_template_update(struct web_call *c);
#endif
