#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# tour.sh PROGRAM: starts the service, asks it with curl, loads it with wrk, ends it under load.
set -euo pipefail

coproc service { exec "$1" --port 0 --workers 2; }
pid="$service_PID"
read -r line <&"${service[0]}"
echo "$line"
url="http://127.0.0.1:${line##*:}"

ask() {
    echo "\$ curl $*"
    curl --silent --write-out '   (%{http_code}, %{time_total} s)\n' "$@"
}
ask "$url/hello"
ask "$url/sleep?ms=200"
ask --data '{"text": "weft: añb€"}' "$url/reverse"
ask --data '{bad' "$url/reverse"
ask --request DELETE "$url/hello"

echo "\$ wrk -t1 -c64 -d2s $url/hello"
wrk -t1 -c64 -d2s "$url/hello" | grep -E 'requests in|Requests/sec|Socket errors|Non-2xx'

wrk -t1 -c64 -d2s "$url/hello" >/dev/null &
sleep 0.5
kill -INT "$pid"
wait "$pid"
echo "SIGINT under load: it ended with status $?"
