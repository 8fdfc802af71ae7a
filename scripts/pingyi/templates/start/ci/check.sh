#!/bin/sh
# The verdict on a proposed commit: sh ci/check.sh COMMIT [LOGIN]. Run it in a checkout of the main branch, with full
# history: tool, rules, campaign and this file are main's, and what is proposed is read as data, never checked out.
# Needs Git 2.38 or newer.
set -eu
proposed=$1 author=${2:-}
if ! merged=$(git merge-tree --write-tree HEAD "$proposed"); then
    echo '不能和主分支合并：别人在这期间改动了同一处。请在最新的主分支上重新编辑。' >&2
    exit 1
fi
[ -x .venv/bin/pingyi ] || sh ci/install.sh
exec .venv/bin/pingyi check --changed-since HEAD --proposed "$merged" ${author:+--author "$author"}
