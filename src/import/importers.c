/* Every importer there is. Order matters only for speed: at most one says yes to a file. */
#include "import.h"

extern const struct importer importer_alertmanager, importer_csv, importer_cstate, importer_git, importer_github,
    importer_gitter, importer_grafana, importer_jsonl, importer_pagerduty, importer_slack, importer_slack_names,
    importer_statuspage, importer_text;

// clang-format off
const struct importer *const importers[] = {
    &importer_slack_names,
    &importer_slack,
    &importer_gitter,
    &importer_github,
    &importer_git,
    &importer_grafana,
    &importer_alertmanager,
    &importer_pagerduty,
    &importer_statuspage,
    &importer_cstate,
    &importer_jsonl,
    &importer_csv,
    &importer_text,
    NULL,
};
// clang-format on

const struct importer *
importer_find(const char *name)
{
    for (size_t i = 0; importers[i]; i++)
        if (bytes_is(bytes_of(name), importers[i]->name))
            return importers[i];
    return 0;
}

const struct importer *
importer_of_names(const struct look *l)
{
    for (size_t i = 0; importers[i]; i++)
        if (importers[i]->names_only && importers[i]->sniff(l))
            return importers[i];
    return 0;
}

const struct importer *
importer_for(const struct look *l)
{
    for (size_t i = 0; importers[i]; i++)
        if (importers[i]->sniff(l))
            return importers[i];
    return 0;
}
