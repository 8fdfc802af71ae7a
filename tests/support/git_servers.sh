#!/bin/sh
# What tests/campaign/test_git_servers.py needs on Debian, as root: two Git servers with users, and the user that owns one.
set -eu
export DEBIAN_FRONTEND=noninteractive
if ! command -v gitolite >/dev/null || ! [ -x /usr/sbin/sshd ] || ! [ -x /usr/sbin/lighttpd ]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends gitolite3 openssh-client openssh-server lighttpd
fi
# Where only root can reach the interpreter ($1), the user is a second name of root: what is tried is who is who to the hook.
second=$(su nobody -s /bin/sh -c "test -x '$1'" || echo "--non-unique --uid 0 --gid 0 --no-user-group")
# shellcheck disable=SC2086 # several words
id pingyi-git >/dev/null 2>&1 || useradd --create-home --password '*' --shell /bin/sh $second pingyi-git
