#!/bin/sh
# Builds the site from the main branch, and copies it to where PINGYI_TARGET says, if it says so. To be run daily: days pass.
# Before it is published, make sure who will be able to read it: with `audience: internal` it shows every report.
# PINGYI_PENDING: a list of the requests that lie open on the forge (schemas/pending.schema.json), for an internal site.
set -eu
[ -x .venv/bin/pingyi ] || sh ci/install.sh
.venv/bin/pingyi build ${PINGYI_PENDING:+--pending "$PINGYI_PENDING"}
[ -z "${PINGYI_TARGET:-}" ] || rsync --archive --delete site/ "$PINGYI_TARGET"
