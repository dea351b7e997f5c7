#include "unread.h"

// clang-format off
/* Told by the members of the first object, "a=b" with its text; the first row whose members are all there counts. */
static const struct {
    const char *what;
    const char *members[4];
} formats[] = {
    {"Grafana's alert webhook", {"orgId", "alerts", "state"}},
    {"Grafana's legacy alert webhook", {"ruleId", "ruleName"}},
    {"PagerDuty's REST API", {"log_entries"}}, {"PagerDuty's REST API", {"incidents", "limit", "more"}},
    {"PagerDuty's REST API", {"change_events"}},
    {"an event of PagerDuty without its envelope (keep the whole body)", {"event_type", "resource_type", "occurred_at"}},
    {"Opsgenie's webhook", {"action", "alert", "integrationName"}}, {"Opsgenie's API", {"data", "took", "requestId"}},
    {"Slack's Events API", {"api_app_id", "event"}}, {"Slack's web API (give an export)", {"ok", "messages"}},
    {"Mattermost's bulk export", {"type=version", "version"}}, {"Microsoft Teams' messages", {"@odata.context", "value"}},
    {"a Discord export", {"guild", "channel", "messages"}},
    {"Jira's webhook", {"webhookEvent"}}, {"Jira's API (export the issues as CSV)", {"issues", "startAt"}},
    {"Kubernetes' list", {"apiVersion", "kind", "items"}}, {"Kubernetes' object", {"apiVersion", "kind", "metadata"}},
    {"journald's JSON", {"__REALTIME_TIMESTAMP"}}, {"journald's JSON", {"_SOURCE_REALTIME_TIMESTAMP"}},
    {"a message of AWS SNS", {"Type", "TopicArn"}}, {"a message of AWS SNS", {"Records"}},
    {"an event of AWS EventBridge", {"detail-type", "detail"}},
    {"CloudWatch Logs' answer", {"events", "searchedLogStreams"}},
    {"Google Cloud Monitoring's webhook", {"incident", "version"}},
    {"Azure's common alert schema", {"schemaId", "data"}},
    {"Azure DevOps' service hook", {"publisherId", "eventType"}},
    {"a CloudEvent", {"specversion", "type"}},
    {"Datadog's webhook", {"monitor_id", "scopes"}},
    {"GitLab's webhook", {"object_kind"}}, {"Bitbucket's webhook", {"actor", "repository", "push"}},
    {"Bitbucket's webhook", {"actor", "repository", "pullrequest"}},
    {"a delivery of GitHub with its request (save the payload alone)", {"delivered_at", "request"}},
    {"GitHub's merge_group event", {"merge_group", "action"}},
    {"GitHub's list of pull requests (save webhook deliveries or commits)", {"merge_commit_sha", "head", "base"}},
    {"New Relic's webhook", {"condition_name", "incident_acknowledge_url"}},
    {"Sentry's webhook", {"action", "data", "installation"}}, {"Zabbix' webhook", {"hostname", "trigger", "item"}},
    {"UptimeRobot's webhook", {"monitor_friendly_name"}}, {"Pingdom's webhook", {"check_id", "current_state"}},
    {"Terraform's notification", {"payload_version", "notifications"}},
    {"CircleCI's webhook", {"happened_at", "webhook"}},
    {"Statuspage's list of components, which has no times of changes", {"page", "components"}},
    {"Statuspage's summary of now, which has no times of changes", {"page", "status"}},
};
// clang-format on

static bool
has(const struct look *l, struct bytes member)
{
    struct bytes key;
    bytes_split(&member, '=', &key);
    for (uint32_t i = 0; i < l->member_count; i++)
        if (bytes_eq(l->members[i].key, key))
            return !member.n || bytes_eq(bytes_cut(l->members[i].raw, 1, l->members[i].raw.n - 2), member);
    return false;
}

const char *
unread_format(const struct look *l)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        size_t n = 0, max = sizeof formats[i].members / sizeof *formats[i].members;
        while (n < max && formats[i].members[n] && has(l, bytes_of(formats[i].members[n])))
            n++;
        if (n == max || !formats[i].members[n])
            return formats[i].what;
    }
    return 0;
}
