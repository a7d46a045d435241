#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# tour.sh PROGRAM: starts the server, talks to it, ends it.
set -euo pipefail

coproc server { exec "$1" 0; }
pid="$server_PID"
read -r line <&"${server[0]}"
echo "$line"
exec 3<>"/dev/tcp/127.0.0.1/${line##*:}"
for text in "hello" "fibers"; do
    echo "sent: $text"
    echo "$text" >&3
    read -r answer <&3
    echo "came back: $answer"
done
kill -INT "$pid"
wait "$pid"
echo "it ended with status $?"
