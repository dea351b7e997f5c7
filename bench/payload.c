/*
 * The shapes. In the JSON ones ' stands for ", and everywhere these are filled in:
 *   $i a running number   $n a number below 900   $h 40 hex digits   $f 16 hex digits   $U an id like U12345678
 *   $T 2024-03-14T09:31:40.218Z   $Z the same without milliseconds   $L 2024-03-14 09:31   $D 2024-03-14
 *   $S Unix seconds   $M Unix milliseconds
 *   $t what people write   $c a component   $p a person   $l a login   $a an alert's name
 */
#include "payload.h"

#include "../src/base/json.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define START_MS ((int64_t)1700000000000)

static const char *const talk[] = {
    "anyone else seeing errors on $c? it started $n minutes ago",
    "$c latency is at $n ms now, looks like the queue is growing",
    "ok",
    "thanks, that helps",
    "I think this is the $c change from yesterday, PR #$n",
    "rolled back $c to v2024.03.$n, watching the graphs",
    "lunch?",
    "still failing for about $n customers of $c, same stack trace, no change after the restart of the pods",
    "the $c pods are healthy again, error rate is below $n %",
    "I will take a look at $c after the meeting at $n, unless somebody else has it already",
    "confirmed: $c keeps connections open, $n of them are idle in transaction, see `select * from pg_stat_activity`",
    "could you have a look at https://git.example/shop/$c/pull/$n when you have a minute?",
};
static const char *const components[] = {"checkout", "search", "billing", "gateway",
                                         "login",    "mailer", "ledger",  "cart"};
static const char *const people[] = {"Ada Lindqvist", "Bo Quill", "Cy Oakes", "Dee Larkspur", "Eli Thornbury"};
static const char *const logins[] = {"ada", "bo", "cy", "dee", "eli"};
static const char *const alerts[] = {"HighErrorRate", "LatencyHigh", "PodNotReady", "DiskFull", "QueueGrows"};

// clang-format off
#define SLACK_PERSON \
    "        'user': '$U',\n        'ts': '$S.$n0$n',\n        'team': 'T12345678',\n        'user_team': 'T12345678',\n" \
    "        'source_team': 'T12345678',\n        'user_profile': {\n            'avatar_hash': 'g$f',\n" \
    "            'image_72': 'https:\\/\\/avatars.chat.example\\/g$f_72.png',\n            'first_name': '$l',\n" \
    "            'real_name': '$p',\n            'display_name': '$p',\n            'team': 'T12345678',\n" \
    "            'name': '$l',\n            'is_restricted': false,\n            'is_ultra_restricted': false\n        }"
#define GITHUB_USER \
    "{'login':'$l','id':$i,'node_id':'U_$f','avatar_url':'https://avatars.git.example/u/$i?v=4','gravatar_id':''," \
    "'url':'https://api.git.example/users/$l','html_url':'https://git.example/$l','type':'User','site_admin':false}"
#define GITHUB_REPOSITORY \
    "{'id':4101,'node_id':'R_4SGL97EM1D','name':'checkout','full_name':'shop/checkout','private':true," \
    "'owner':" GITHUB_USER ",'html_url':'https://git.example/shop/checkout','description':null,'fork':false," \
    "'url':'https://api.git.example/repos/shop/checkout','default_branch':'main','visibility':'private'," \
    "'created_at':1557129612,'updated_at':'$Z','pushed_at':$S,'archived':false,'disabled':false}"
#define PAGERDUTY_REFERENCE(kind, name) \
    "{'html_url':'https://shop.pages.example/" kind "s/P$f','id':'P$f','self':'https://api.pages.example/" kind "s/P$f'," \
    "'summary':'" name "','type':'" kind "_reference'}"
#define STATUS_UPDATE(status, text) \
    "{'id':'$f','status':'" status "','body':'" text "','incident_id':'$f','created_at':'$T','updated_at':'$T'," \
    "'display_at':'$T','affected_components':[{'code':'$f','name':'$c','old_status':'operational'," \
    "'new_status':'degraded_performance'}],'deliver_notifications':true,'custom_tweet':null,'tweet_id':null}"

const struct payload_shape payload_shapes[] = {
    {
        .title = "slack", .importer = "slack", .path = "slack/$c-$i/$D.json", .is_json = true,
        .items_per_file = 1200, .mixed_mb = 64, .head = "[\n", .between = ",\n", .tail = "\n]\n",
        .items = {
            "    {\n        'client_msg_id': '$f-$f',\n        'type': 'message',\n        'text': '$t',\n" SLACK_PERSON
            ",\n        'blocks': [\n            {\n                'type': 'rich_text',\n                'block_id': 'b$n',\n"
            "                'elements': [\n                    {\n                        'type': 'rich_text_section',\n"
            "                        'elements': [\n                            {\n                                'type': 'text',\n"
            "                                'text': '$t'\n                            }\n                        ]\n"
            "                    }\n                ]\n            }\n        ]\n    }",
            "    {\n        'client_msg_id': '$f-$f',\n        'type': 'message',\n        'text': '<@$U> $t',\n" SLACK_PERSON
            ",\n        'thread_ts': '$S.000$n',\n        'parent_user_id': '$U',\n        'reactions': [\n            {\n"
            "                'name': '+1',\n                'users': [\n                    '$U',\n                    '$U'\n"
            "                ],\n                'count': 2\n            }\n        ]\n    }",
            "    {\n        'subtype': 'bot_message',\n        'text': '',\n        'username': 'Deploybot',\n        'attachments': [\n"
            "            {\n                'id': 1,\n                'color': '2eb886',\n"
            "                'fallback': '$c v2024.03.$n - Deployed to production',\n                'title': '$c v2024.03.$n',\n"
            "                'title_link': 'https:\\/\\/git.example\\/shop\\/$c\\/releases\\/tag\\/v2024.03.$n',\n"
            "                'text': 'Deployed to production. <https:\\/\\/git.example\\/shop\\/$c\\/pull\\/$n|#$n> $t',\n"
            "                'mrkdwn_in': [\n                    'text'\n                ]\n            }\n        ],\n"
            "        'type': 'message',\n        'ts': '$S.$n0$n',\n        'bot_id': 'B5JYX1TVV'\n    }",
            "    {\n        'type': 'message',\n        'text': '$t',\n" SLACK_PERSON "\n    }",
        },
    },
    {
        .title = "gitter", .importer = "gitter", .path = "gitter/messages-$i.jsonl", .is_json = true,
        .items_per_file = 20000, .mixed_mb = 8, .head = "", .between = "\n", .tail = "\n",
        .items = {
            "{'id':'$f$n','text':'$t','html':'$t','sent':'$T','readBy':$n,'urls':[],'mentions':[],'issues':[],'meta':[],'v':1,"
            "'fromUser':{'id':'$f$n','username':'$l','displayName':'$p','url':'/$l',"
            "'avatarUrl':'https://avatars.git.example/$l','avatarUrlSmall':'https://avatars.git.example/$l?s=60','v':38,'gv':'4'}}",
            "{'id':'$f$n','text':'@$l $t','html':'$t','sent':'$T','editedAt':'$T','readBy':$n,"
            "'urls':[{'url':'https://git.example/shop/$c/pull/$n'}],'mentions':[{'screenName':'$l','userId':'$f'}],'issues':[],"
            "'meta':[],'v':2,'parentId':'$f$n','fromUser':{'id':'$f$n','username':'$l','displayName':'$p','url':'/$l','v':38}}",
        },
    },
    {
        .title = "github push", .importer = "github", .path = "github/push_$i.json", .is_json = true,
        .items_per_file = 50, .mixed_mb = 8,
        .head = "{'ref':'refs/heads/main','before':'$h','after':'$h','repository':" GITHUB_REPOSITORY
                ",'pusher':{'name':'$l','email':'$l@shop.example'},'sender':" GITHUB_USER ",'created':false,'deleted':false,"
                "'forced':false,'base_ref':null,'compare':'https://git.example/shop/checkout/compare/$f...$f','commits':[",
        .between = ",", .tail = "],'head_commit':null}",
        .items = {
            "{'id':'$h','tree_id':'$h','distinct':true,'message':'$c: $t (#$n)\\n\\n$t','timestamp':'$Z',"
            "'url':'https://git.example/shop/checkout/commit/$h','author':{'name':'$p','email':'$l@shop.example','username':'$l'},"
            "'committer':{'name':'GitHub','email':'noreply@git.example','username':'web-flow'},'added':[],'removed':[],"
            "'modified':['api/db/pool.go','api/db/pool_test.go','deploy/orders-db.yaml']}",
        },
    },
    {
        .title = "github pull request", .importer = "github", .path = "github/pull_request_$i.json", .is_json = true,
        .items_per_file = 1, .mixed_mb = 4, .head = "", .between = "", .tail = "",
        .items = {
            "{'action':'closed','number':$i,'pull_request':{'url':'https://api.git.example/repos/shop/checkout/pulls/$i','id':$i,"
            "'node_id':'PR_$f','html_url':'https://git.example/shop/checkout/pull/$i',"
            "'diff_url':'https://git.example/shop/checkout/pull/$i.diff','number':$i,'state':'closed','locked':false,"
            "'title':'$c: $t','user':" GITHUB_USER ",'body':'$t\\n\\nTested: unit tests, staging smoke test. $t',"
            "'created_at':'$Z','updated_at':'$Z','closed_at':'$Z','merged_at':'$Z','merge_commit_sha':'$h','assignee':null,"
            "'assignees':[],'requested_reviewers':[" GITHUB_USER "],'labels':[],'milestone':null,'draft':false,"
            "'commits_url':'https://api.git.example/repos/shop/checkout/pulls/$i/commits','head':{'label':'shop:fix-$i',"
            "'ref':'fix-$i','sha':'$h','user':" GITHUB_USER ",'repo':" GITHUB_REPOSITORY "},'base':{'label':'shop:main',"
            "'ref':'main','sha':'$h','user':" GITHUB_USER ",'repo':" GITHUB_REPOSITORY "},'author_association':'MEMBER',"
            "'auto_merge':null,'merged':true,'mergeable':null,'merged_by':" GITHUB_USER ",'comments':1,'review_comments':2,"
            "'commits':1,'additions':22,'deletions':61,'changed_files':4},'repository':" GITHUB_REPOSITORY ",'sender':" GITHUB_USER "}",
        },
    },
    {
        .title = "git", .importer = "git", .path = "commits/$c-$i.json", .is_json = true,
        .items_per_file = 10000, .mixed_mb = 4, .head = "[\n", .between = ",\n", .tail = "\n]\n",
        .items = {
            " {\n  'sha': '$h',\n  'parents': [\n   '$h'\n  ],\n  'author': '$p',\n  'authored_at': '$Z',\n  'committer': 'GitHub',\n"
            "  'committed_at': '$Z',\n  'subject': '$c: $t (#$n)',\n  'body': '',\n"
            "  'url': 'https://git.example/shop/checkout/commit/$h',\n  'pull_request': {\n   'number': $n,\n   'head_owner': 'shop',\n"
            "   'head_ref': 'fix-$n',\n   'title': '$c: $t',\n   'url': 'https://git.example/shop/checkout/pull/$n'\n  }\n }",
        },
    },
    {
        .title = "grafana", .importer = "grafana", .path = "grafana/annotations-$i.json", .is_json = true,
        .items_per_file = 10000, .mixed_mb = 4, .head = "[", .between = ",", .tail = "]",
        .items = {
            "{'id':$i,'alertId':0,'alertName':'','dashboardId':0,'dashboardUID':'','panelId':0,'userId':7,'newState':'',"
            "'prevState':'','created':$M,'updated':$M,'time':$M,'timeEnd':$M,'text':'Deployment of $c v2024.03.$n (PR #$n)',"
            "'tags':['deploy','$c'],'login':'deploybot','email':'deploybot@shop.example','avatarUrl':'/avatar/$f$f','data':{}}",
        },
    },
    {
        .title = "alertmanager", .importer = "alertmanager", .path = "alertmanager/$i.json", .is_json = true,
        .items_per_file = 10, .mixed_mb = 32, .head = "{'receiver':'payments-dev','status':'firing','alerts':[", .between = ",",
        .tail = "],'groupLabels':{'alertname':'$a'},'commonLabels':{'alertname':'$a','service':'$c','severity':'critical',"
                "'team':'$c'},'commonAnnotations':{'summary':'More than 25 % of requests failed'},"
                "'externalURL':'https://alerts.example','version':'4','groupKey':'{}/{team=\\'$c\\'}:{alertname=\\'$a\\'}',"
                "'truncatedAlerts':0}",
        .items = {
            "{'status':'firing','labels':{'alertname':'$a','service':'$c','severity':'critical','team':'$c','instance':'$c-$n:9090',"
            "'cluster':'eu-west'},'annotations':{'summary':'More than $n requests a minute failed',"
            "'description':'POST /orders of $c fails at $n in 1000 over the last 10 minutes.',"
            "'runbook_url':'https://handbook.example/runbooks/$a','dashboard':'https://graphs.example/d/$c/$c-api'},'startsAt':'$T',"
            "'endsAt':'0001-01-01T00:00:00Z','generatorURL':'https://prometheus.example/graph?g0.expr=$a&g0.tab=1',"
            "'fingerprint':'$f'}",
            "{'status':'resolved','labels':{'alertname':'$a','service':'$c','severity':'warning','team':'$c','pod':'$c-5f7b-$n'},"
            "'annotations':{'summary':'$c uses more than $n connections','description':'The pool of $c is nearly used up.',"
            "'runbook_url':'https://handbook.example/runbooks/$a'},'startsAt':'$T','endsAt':'$T',"
            "'generatorURL':'https://prometheus.example/graph?g0.expr=$a&g0.tab=1','fingerprint':'$f'}",
        },
    },
    {
        .title = "pagerduty", .importer = "pagerduty", .path = "pagerduty/events-$i.jsonl", .is_json = true,
        .items_per_file = 5000, .mixed_mb = 8, .head = "", .between = "\n", .tail = "\n",
        .items = {
            "{'event':{'id':'01D$f','event_type':'incident.triggered','resource_type':'incident','occurred_at':'$T','agent':"
            PAGERDUTY_REFERENCE("user", "$p") ",'client':null,'data':{'id':'Q$f','type':'incident',"
            "'self':'https://api.pages.example/incidents/Q$f','html_url':'https://shop.pages.example/incidents/Q$f','number':$i,"
            "'status':'triggered','incident_key':'$f','created_at':'$Z','title':'$a: $t','service':"
            PAGERDUTY_REFERENCE("service", "$c") ",'assignees':[" PAGERDUTY_REFERENCE("user", "$p") "],'escalation_policy':"
            PAGERDUTY_REFERENCE("escalation_policy", "$c") ",'teams':[" PAGERDUTY_REFERENCE("team", "$c")
            "],'priority':null,'urgency':'high','conference_bridge':null,'resolve_reason':null}}}",
            "{'event':{'id':'01D$f','event_type':'incident.annotated','resource_type':'incident','occurred_at':'$T','agent':"
            PAGERDUTY_REFERENCE("user", "$p") ",'client':null,'data':{'incident':" PAGERDUTY_REFERENCE("incident", "$a: $t")
            ",'id':'P$f','type':'incident_note','content':'$t','trimmed':false}}}",
        },
    },
    {
        .title = "statuspage", .importer = "statuspage", .path = "statuspage/incident_$i.json", .is_json = true,
        .items_per_file = 1, .mixed_mb = 2, .head = "", .between = "", .tail = "",
        .items = {
            "{'page':{'id':'$f','name':'Shop','url':'https://status.example','time_zone':'Europe/Berlin','updated_at':'$T'},"
            "'incident':{'id':'$f','name':'$c fails for some customers','status':'resolved','created_at':'$T','updated_at':'$T',"
            "'monitoring_at':'$T','resolved_at':'$T','impact':'major','shortlink':'https://stspg.example/$f','started_at':'$T',"
            "'page_id':'$f','incident_updates':["
            STATUS_UPDATE("resolved", "This incident is resolved. Everybody who was charged will be contacted by mail.") ","
            STATUS_UPDATE("monitoring", "Orders work again in all regions. We are watching. $t") ","
            STATUS_UPDATE("identified", "We found the cause and are taking the change back. $t") ","
            STATUS_UPDATE("investigating", "Some orders cannot be placed at the moment. We are looking into it. $t")
            "],'components':[{'id':'$f','name':'$c','status':'operational','created_at':'$T','updated_at':'$T','position':1}]}}",
        },
    },
    {
        .title = "jsonl", .importer = "jsonl", .path = "logs/$c-$i.jsonl", .is_json = true,
        .items_per_file = 20000, .mixed_mb = 32, .head = "", .between = "\n", .tail = "\n",
        .items = {
            "{'time': '$T', 'level': 'error', 'service': '$c-api', 'region': 'eu-west', 'pod': '$c-api-5f7b-$n', "
            "'message': 'order $i: connection to orders-db reset by peer after $n ms'}",
            "{'time': '$T', 'level': 'info', 'service': '$c-api', 'region': 'us-east', 'pod': '$c-api-5f7b-$n', "
            "'message': 'starting $c-api v2024.03.$n', 'version': 'v2024.03.$n'}",
            "{'time': '$T', 'level': 'warning', 'service': '$c-api', 'region': 'eu-west', 'pod': '$c-api-5f7b-$n', "
            "'message': 'pool is $n % full', 'trace_id': '$f', 'attempt': 3}",
        },
    },
    {
        .title = "csv", .importer = "csv", .path = "support/tickets-$i.csv", .items_per_file = 20000, .mixed_mb = 8,
        .head = "Ticket,Created at,Subject,Priority,Status,Channel,Tags\n", .between = "\n", .tail = "\n",
        .items = {
            "SUP-$i,$D 09:02:10 +0100,\"I was charged twice, order $n\",normal,open,email,billing",
            "SUP-$i,$D 11:47:51 +0100,My cart is empty after I sign in,high,open,chat,\"cart,login\"",
        },
    },
    {
        .title = "text", .importer = "text", .path = "notes/$c-$i.md", .items_per_file = 200, .mixed_mb = 2,
        .head = "# Notes of the scribe, $D\n\nAll times are UTC.\n\n## Timeline\n\n", .between = "\n", .tail = "\n",
        .items = {"- $L - $t", "- $L UTC **$p**: $t", "- $L - Decision: roll back $c to v2024.03.$n"},
    },
    {
        .title = "listing", .importer = "text", .path = "notes/files-$i.txt", .items_per_file = 1000, .mixed_mb = 2,
        .head = "total 4012\n", .between = "\n", .tail = "\n",
        .items = {"-rw-r--r-- 1 app app $n00$n $L plugins/$c-$i.jar", "drwxr-xr-x 2 root root 4096 $L conf.d/$c-$i"},
    },
    {
        .title = "cstate", .importer = "cstate", .path = "cstate/$D-$i.md", .items_per_file = 1, .mixed_mb = 1,
        .head = "", .between = "", .tail = "",
        .items = {
            "---\ntitle: $c is slow\ndate: $Z\nresolved: true\nresolvedWhen: $Z\n"
            "# Possible severity levels: down, disrupted, notice\nseverity: disrupted\naffected:\n  - $c\n  - Web shop\n"
            "section: issue\n---\n\n**Resolved** - The queue is empty again. {{< track \"$L\" >}}\n\n"
            "**Investigating** - $t {{< track \"$L\" >}}\n",
        },
    },
    {0},
};
// clang-format on

struct fill {
    struct buf *to;
    struct random random;
    bool is_json;
    uint32_t number; // of the item
    int64_t at_ms;
};

static void
put_hex(struct fill *f, int digits)
{
    for (int i = 0; i < digits; i++)
        buf_putc(f->to, "0123456789abcdef"[random_below(&f->random, 16)]);
}

static void
put_time(struct fill *f, const char *form)
{
    char text[40];
    struct tm tm;
    time_t seconds = (time_t)(f->at_ms / 1000);
    gmtime_r(&seconds, &tm);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    strftime(text, sizeof text, form, &tm);
#pragma GCC diagnostic pop
    buf_puts(f->to, text);
}

#define PICK(f, from) (from)[random_below(&(f)->random, sizeof(from) / sizeof *(from))]

/* What stands for `letter`; a text with letters of its own for $t, else NULL. */
static const char *
put(struct fill *f, char letter)
{
    switch (letter) {
    case 'i':
        buf_printf(f->to, "%u", f->number);
        break;
    case 'n':
        buf_printf(f->to, "%u", 100 + random_below(&f->random, 800));
        break;
    case 'h':
        put_hex(f, 40);
        break;
    case 'f':
        put_hex(f, 16);
        break;
    case 'U':
        buf_printf(f->to, "U123456%02u", random_below(&f->random, 50));
        break;
    case 'T':
        put_time(f, "%Y-%m-%dT%H:%M:%S");
        buf_printf(f->to, ".%03dZ", (int)(f->at_ms % 1000));
        break;
    case 'Z':
        put_time(f, "%Y-%m-%dT%H:%M:%SZ");
        break;
    case 'L':
        put_time(f, "%Y-%m-%d %H:%M");
        break;
    case 'D':
        put_time(f, "%Y-%m-%d");
        break;
    case 'S':
        buf_printf(f->to, "%lld", (long long)(f->at_ms / 1000));
        break;
    case 'M':
        buf_printf(f->to, "%lld", (long long)f->at_ms);
        break;
    case 'c':
        buf_puts(f->to, PICK(f, components));
        break;
    case 'p':
        buf_puts(f->to, PICK(f, people));
        break;
    case 'l':
        buf_puts(f->to, PICK(f, logins));
        break;
    case 'a':
        buf_puts(f->to, PICK(f, alerts));
        break;
    case 't':
        return PICK(f, talk);
    default:
        fprintf(stderr, "payload.c: $%c is not known\n", letter);
        exit(1);
    }
    return NULL;
}

static void
put_shape(struct fill *f, const char *shape)
{
    const char *outer = NULL; // where to go on behind a $t
    for (const char *s = shape; *s || outer; s++) {
        if (!*s) {
            s = outer;
            outer = NULL;
            if (!*s)
                break;
        }
        if (*s != '$') {
            buf_putc(f->to, *s == '\'' && f->is_json ? '"' : *s);
            continue;
        }
        const char *inner = put(f, *++s);
        if (inner) {
            outer = s + 1;
            s = inner - 1;
        }
    }
}

static void
make_file(struct payload *p, struct fill *f, const struct payload_shape *shape)
{
    size_t kinds = 0;
    while (kinds < PAYLOAD_ITEMS_MAX && shape->items[kinds])
        kinds++;
    p->files = realloc(p->files, (p->file_count + 1) * sizeof *p->files);
    if (!p->files)
        abort();
    struct payload_file *file = &p->files[p->file_count++];
    struct buf path = {0}, *text = f->to;
    f->to = &path;
    put_shape(f, shape->path);
    snprintf(file->path, sizeof file->path, "%s", path.p);
    buf_done(&path);
    f->to = text;

    file->at = text->n;
    put_shape(f, shape->head);
    for (uint32_t i = 0; i < shape->items_per_file; i++) {
        put_shape(f, i ? shape->between : "");
        put_shape(f, shape->items[random_below(&f->random, (uint32_t)kinds)]);
        f->number++;
        f->at_ms += random_below(&f->random, 8000);
    }
    put_shape(f, shape->tail);
    file->n = text->n - file->at;
}

void
payload_make(struct payload *p, const struct payload_shape *shape, size_t bytes, uint64_t seed)
{
    *p = (struct payload){0};
    struct fill f = {.to = &p->text, .random = {seed}, .is_json = shape->is_json, .number = 1000, .at_ms = START_MS};
    while (p->text.n < bytes)
        make_file(p, &f, shape);
    size_t n = p->text.n;
    buf_add(&p->text, (struct bytes){(const char[JSON_PADDING_BYTES]){0}, JSON_PADDING_BYTES});
    p->text.n = n;
}

void
payload_free(struct payload *p)
{
    buf_done(&p->text);
    free(p->files);
}

struct bytes
payload_bytes(const struct payload *p, uint32_t file)
{
    return (struct bytes){p->text.p + p->files[file].at, p->files[file].n};
}
