#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# tour.sh PROGRAM: starts the server, lets two guests talk, ends it.
set -euo pipefail

coproc server { exec "$1" 0; }
pid="$server_PID"
read -r line <&"${server[0]}"
echo "$line"
port="${line##*:}"

hear() { # hear NAME DESCRIPTOR LINES
    local text
    for _ in $(seq "$3"); do
        read -r text <&"$2"
        echo "$1 hears: $text"
    done
}

exec 3<>"/dev/tcp/127.0.0.1/$port"
echo "ann" >&3
hear ann 3 1
exec 4<>"/dev/tcp/127.0.0.1/$port"
echo "bob" >&4
hear bob 4 1
echo "hello bob" >&3
hear bob 4 1
echo "hello ann" >&4
hear ann 3 3
exec 4>&-
hear ann 3 1
kill -INT "$pid"
hear ann 3 1
wait "$pid"
echo "it ended with status $?"
