#!/bin/sh
# Runs a command where only 127.0.0.1 exists: the peers listen on every interface and would ask outside for fonts.
# Needs Linux; without root it makes a user namespace, which some systems forbid.
set -eu
if [ "$(id -u)" = 0 ]; then as_root=''; else as_root='--map-root-user'; fi
# shellcheck disable=SC2086
if ! unshare --net $as_root true 2>/dev/null; then
    echo 'make test-peers needs a network namespace (Linux, util-linux, iproute2; as root where user namespaces are off).' >&2
    exit 1
fi
# shellcheck disable=SC2086
exec unshare --net $as_root sh -c 'ip link set lo up && exec "$@"' sh "$@"
