/* Who signs how. The values come from the tools' own documentation; the tests hold a delivery for each row. */
#include "signature.h"

#include <string.h>

enum { FIVE_MINUTES_MS = 5 * 60 * 1000, HOUR_MS = 60 * 60 * 1000 };

// clang-format off
const struct signature_scheme signature_schemes[] = {
    {.name = "slack", .title = "Slack", .secret_name = "Signing Secret",
     .help = "In the app's settings: Basic Information, App Credentials",
     .how = SIGNATURE_HMAC, .header = "X-Slack-Signature", .prefix = "v0=", .hash = HMAC_SHA256,
     .timestamp_header = "X-Slack-Request-Timestamp", .signed_text = "v0:{timestamp}:{body}", .window_ms = FIVE_MINUTES_MS},

    {.name = "github", .title = "GitHub", .secret_name = "Secret",
     .help = "In the repository or organisation: Settings, Webhooks; choose it yourself",
     .how = SIGNATURE_HMAC, .header = "X-Hub-Signature-256", .prefix = "sha256=", .hash = HMAC_SHA256,
     .signed_text = "{body}"},

    {.name = "github-sha1", .title = "GitHub Enterprise, old (SHA-1)", .secret_name = "Secret",
     .help = "Only for servers that do not send X-Hub-Signature-256",
     .how = SIGNATURE_HMAC, .header = "X-Hub-Signature", .prefix = "sha1=", .hash = HMAC_SHA1,
     .signed_text = "{body}"},

    {.name = "gitlab", .title = "GitLab", .secret_name = "Secret token",
     .help = "In the project or group: Settings, Webhooks; choose it yourself",
     .how = SIGNATURE_PLAIN, .header = "X-Gitlab-Token"},

    {.name = "pagerduty", .title = "PagerDuty webhooks v3", .secret_name = "signing secret",
     .help = "Shown once, when the subscription is made: Integrations, Generic Webhooks (v3)",
     .how = SIGNATURE_HMAC, .header = "X-PagerDuty-Signature", .prefix = "v1=", .separator = ',', .hash = HMAC_SHA256,
     .signed_text = "{body}"},

    {.name = "sentry", .title = "Sentry", .secret_name = "Client Secret",
     .help = "In the integration's credentials: Settings, Custom Integrations",
     .how = SIGNATURE_HMAC, .header = "Sentry-Hook-Signature", .hash = HMAC_SHA256, .signed_text = "{body}"},

    {.name = "grafana", .title = "Grafana alerting", .secret_name = "Secret",
     .help = "In the webhook contact point: HMAC Signature; leave its timestamp header empty",
     .how = SIGNATURE_HMAC, .header = "X-Grafana-Alerting-Signature", .header_may_change = true, .hash = HMAC_SHA256,
     .signed_text = "{body}"},

    {.name = "grafana-timestamp", .title = "Grafana alerting with a timestamp", .secret_name = "Secret",
     .help = "In the webhook contact point: HMAC Signature; its timestamp header must be X-Grafana-Alerting-Timestamp",
     .how = SIGNATURE_HMAC, .header = "X-Grafana-Alerting-Signature", .header_may_change = true, .hash = HMAC_SHA256,
     .timestamp_header = "X-Grafana-Alerting-Timestamp", .signed_text = "{timestamp}:{body}",
     .window_ms = FIVE_MINUTES_MS},

    {.name = "atlassian", .title = "Jira, Bitbucket", .secret_name = "Secret",
     .help = "In the webhook's settings; choose it yourself",
     .how = SIGNATURE_HMAC, .header = "X-Hub-Signature", .prefix = "sha256=", .hash = HMAC_SHA256,
     .signed_text = "{body}"},

    {.name = "circleci", .title = "CircleCI", .secret_name = "Secret token",
     .help = "In the project: Project Settings, Webhooks; choose it yourself",
     .how = SIGNATURE_HMAC, .header = "circleci-signature", .prefix = "v1=", .separator = ',', .hash = HMAC_SHA256,
     .signed_text = "{body}"},

    {.name = "standard-webhooks", .title = "Standard Webhooks", .secret_name = "signing secret",
     .help = "Begins with whsec_; the tool shows it where the webhook is set up",
     .how = SIGNATURE_HMAC, .header = "webhook-signature", .prefix = "v1,", .separator = ' ', .hash = HMAC_SHA256,
     .encoding = SIGNATURE_BASE64, .key_is_base64 = true, .key_label = "whsec_",
     .id_header = "webhook-id", .timestamp_header = "webhook-timestamp", .signed_text = "{id}.{timestamp}.{body}",
     .window_ms = FIVE_MINUTES_MS},

    {.name = "svix", .title = "Svix (incident.io and others)", .secret_name = "Signing Secret",
     .help = "Begins with whsec_; shown at the webhook's endpoint",
     .how = SIGNATURE_HMAC, .header = "svix-signature", .prefix = "v1,", .separator = ' ', .hash = HMAC_SHA256,
     .encoding = SIGNATURE_BASE64, .key_is_base64 = true, .key_label = "whsec_",
     .id_header = "svix-id", .timestamp_header = "svix-timestamp", .signed_text = "{id}.{timestamp}.{body}",
     .window_ms = FIVE_MINUTES_MS},

    {.name = "terraform", .title = "HCP Terraform", .secret_name = "Token",
     .help = "In the workspace: Settings, Notifications; choose it yourself",
     .how = SIGNATURE_HMAC, .header = "X-TFE-Notification-Signature", .hash = HMAC_SHA512, .signed_text = "{body}"},

    {.name = "teams", .title = "Microsoft Teams outgoing webhook", .secret_name = "security token",
     .help = "Shown once, when the outgoing webhook is made",
     .how = SIGNATURE_HMAC, .header = "Authorization", .prefix = "HMAC ", .hash = HMAC_SHA256,
     .encoding = SIGNATURE_BASE64, .key_is_base64 = true, .signed_text = "{body}"},

    {.name = "sns", .title = "Amazon SNS", .secret_name = "signing certificate",
     .help = "The topic's SignatureVersion must be 2; the certificate is the one at the SigningCertURL of its messages",
     .how = SIGNATURE_SNS, .window_ms = HOUR_MS},

    {.name = "sns-sha1", .title = "Amazon SNS, SignatureVersion 1 too (SHA-1)", .secret_name = "signing certificate",
     .help = "For topics that cannot be set to SignatureVersion 2",
     .how = SIGNATURE_SNS, .sha1_allowed = true, .window_ms = HOUR_MS},

    {.name = "token", .title = "The address alone",
     .help = "For tools that can send nothing but the body: whoever knows the address can post",
     .how = SIGNATURE_NONE},

    {.name = "bearer", .title = "Bearer token", .secret_name = "token",
     .help = "The tool sends it as Authorization: Bearer TOKEN",
     .how = SIGNATURE_PLAIN, .header = "Authorization", .prefix = "Bearer "},

    {.name = "basic", .title = "User and password", .secret_name = "user:password",
     .help = "The tool sends them as Authorization: Basic, or takes them inside the address",
     .how = SIGNATURE_BASIC, .header = "Authorization", .prefix = "Basic "},

    {.name = "header", .title = "A secret in a header", .secret_name = "value",
     .help = "Name the header; the tool sends the secret in it as it stands",
     .how = SIGNATURE_PLAIN, .header_may_change = true},

    {.name = "hmac", .title = "HMAC-SHA256 in a header", .secret_name = "secret",
     .help = "Name the header; it carries the hex digits, with sha256= before them or without",
     .how = SIGNATURE_HMAC, .header_may_change = true, .prefix = "sha256=", .prefix_may_lack = true,
     .hash = HMAC_SHA256, .signed_text = "{body}"},

    {0},
};
// clang-format on

const struct signature_scheme *
signature_scheme_find(struct bytes name)
{
    for (const struct signature_scheme *s = signature_schemes; s->name; s++)
        if (bytes_is(name, s->name))
            return s;
    return NULL;
}
