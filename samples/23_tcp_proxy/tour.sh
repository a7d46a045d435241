#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# tour.sh PROGRAM: starts the echo server of 08 and the proxy before it, talks through both, ends them.
set -euo pipefail

exec {echo_out}< <(exec "$(dirname "$1")/08_echo_server" 0)
echo_pid=$!
read -r line <&"$echo_out"
echo "echo server: $line"
coproc proxy { exec "$1" 0 "${line##*:}"; }
proxy_pid="$proxy_PID"
read -r line <&"${proxy[0]}"
echo "proxy: $line"
exec 3<>"/dev/tcp/127.0.0.1/${line##*:}"
for text in "hello" "fibers"; do
    echo "sent: $text"
    echo "$text" >&3
    read -r answer <&3
    echo "came back: $answer"
done
exec 3>&-
kill -INT "$proxy_pid"
wait "$proxy_pid"
echo "the proxy ended with status $?"
kill -INT "$echo_pid"
