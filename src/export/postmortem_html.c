/* A post-mortem as one HTML file. Its style is here, and nothing is fetched: it can be mailed, archived and printed. */
#include "../text/html.h"
#include "postmortem_inside.h"

#include <stdio.h>

// clang-format off
static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c2529;--soft:#56646b;--line:#d8dfe2;--paper:#fff;--fill:#f3f6f7;--accent:#0b6b66}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4eaec;--soft:#9fb0b7;--line:#35444b;--paper:#12191c;--fill:#1b2529;--accent:#57bdb5}}"
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}"
    "main{max-width:46rem;margin:0 auto;padding:3rem 1.25rem 5rem}"
    "h1{font-size:2.1rem;line-height:1.2;margin:0 0 .75rem}h2{font-size:1.6rem;margin:2.75rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--line)}"
    "h3{font-size:1.25rem;margin:2rem 0 .5rem}h4,h5,h6{font-size:1rem;margin:1.5rem 0 .5rem}"
    "p,ul,ol{margin:.6rem 0}.facts{color:var(--soft);font-variant-numeric:tabular-nums}a{color:var(--accent)}"
    "a.event{font-size:.85em;text-decoration:none;font-variant-numeric:tabular-nums}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.875rem;line-height:1.4}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line)}"
    "th{color:var(--soft);font-weight:600}time{white-space:nowrap;font-variant-numeric:tabular-nums}"
    "pre{background:var(--fill);padding:.8rem;border-radius:6px;overflow-x:auto;font-size:.85rem}code{font-family:ui-monospace,monospace;font-size:.9em}"
    "blockquote{margin:.8rem 0;padding-left:1rem;border-left:3px solid var(--line);color:var(--soft)}img,svg{max-width:100%;height:auto}"
    "figure{margin:1rem 0;overflow-x:auto}.empty,.of{color:var(--soft)}footer{margin-top:4rem;color:var(--soft);font-size:.85rem}"
    "svg text{font:11px system-ui,sans-serif;fill:var(--soft)}svg .row,svg .grid{stroke:var(--line)}svg .strip{fill:var(--line)}"
    "svg .dot{fill:var(--soft)}svg .bar{fill:var(--soft);opacity:.6}svg .dot.key,svg .bar.key{fill:var(--accent);opacity:1}"
    "svg .moment{stroke:var(--accent);stroke-dasharray:3 3}svg .phase{fill:var(--accent);opacity:.06}svg .gap{fill:var(--fill)}"
    "@media print{main{max-width:none;padding:0}h2{break-after:avoid}table,figure,pre{break-inside:auto}tr{break-inside:avoid}"
    "a{color:inherit;text-decoration:none}:root{--ink:#000;--soft:#444;--line:#ccc;--paper:#fff;--fill:#f5f5f5}}";
// clang-format on

static void
put_section(const struct postmortem_export *x, const struct pm_section *s, struct buf *out)
{
    struct why why;
    buf_puts(out, "<section><h2>");
    html_text(out, s->title);
    buf_puts(out, "</h2>\n");
    if (section_html(x->data, s->body, 2, out, &why)) {
        // Past what can be made HTML of: the words are not lost.
        buf_puts(out, "<pre>");
        html_text(out, s->body);
        buf_puts(out, "</pre>");
    }
    buf_puts(out, "</section>\n");
}

void
postmortem_html(const struct postmortem_export *x, struct buf *out)
{
    buf_puts(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    html_text(out, x->postmortem->title);
    buf_printf(out, "</title><style>%s</style></head>\n<body><main><h1>", style);
    html_text(out, x->postmortem->title);
    buf_puts(out, "</h1>\n");
    for (uint32_t i = 0; i < x->postmortem->incident_count; i++) {
        struct buf facts = {0};
        postmortem_facts(x, i, &facts);
        buf_puts(out, "<p class=\"facts\">");
        html_text(out, buf_bytes(&facts));
        buf_puts(out, "</p>\n");
        buf_done(&facts);
    }
    for (uint32_t i = 0; i < x->section_count; i++)
        put_section(x, &x->sections[i], out);
    if (x->url) {
        buf_puts(out, "<footer><a href=\"");
        html_text(out, bytes_of(x->url));
        buf_puts(out, "\">");
        html_text(out, bytes_of(x->url));
        buf_puts(out, "</a></footer>");
    }
    buf_puts(out, "</main></body></html>\n");
}
