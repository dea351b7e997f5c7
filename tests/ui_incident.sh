#!/bin/sh
# The page of an incident: picture, list, evidence, curation.
UI_TESTS='^incident' exec tests/ui.sh
