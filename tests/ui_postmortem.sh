#!/bin/sh
# The page of a post-mortem: reading, writing, conflicts, history.
UI_TESTS='^postmortem' exec tests/ui.sh
