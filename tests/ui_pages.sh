#!/bin/sh
# Every page of the web interface in both themes and at every width: axe-core finds nothing, and nothing sticks out.
UI_TESTS='^axe' exec tests/ui.sh
