#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# ./dev setup, tried on machines that are made up: dpkg-query, apt-cache, apt-get, id and sudo are replaced by
# stand-ins that read what the machine is from the environment and write what they were asked to $calls.
set -uo pipefail

dev="$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../../dev")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
calls="$work/calls"
export calls
failures=0

stand_in() { printf '#!/bin/bash\n%s\n' "$2" >"$work/bin/$1" && chmod +x "$work/bin/$1"; }

mkdir "$work/bin"
# dpkg-query -W -f FORMAT PACKAGE: everything is installed but what $missing names; 1.74 is when $has_old_boost says so.
stand_in dpkg-query '[[ " $missing " == *" $4 "* || ($4 == libboost1.74-dev && -z "$has_old_boost") ]] || printf installed'
stand_in apt-cache '[[ -z "$lists_are_empty" ]]'
stand_in apt-get 'echo "apt-get $*" >>"$calls"; [[ "$1" != install || -z "$fails_once" || -e "$calls.failed" ]] || { : >"$calls.failed"; exit 100; }'
stand_in id 'echo "${user_id:-0}"'
for tool in bash env dirname readlink nproc; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done

# on_machine [NAME=VALUE...]: runs `dev setup` there; leaves $status, $output and the calls made.
on_machine() {
    rm -f "$calls" "$calls.failed"
    touch "$calls"
    output="$(env missing= has_old_boost= lists_are_empty= fails_once= user_id=0 PATH="$work/bin" "$@" bash "$dev" setup 2>&1)"
    status=$?
}

# expect WHAT CONDITION...
expect() {
    local what="$1"
    shift
    if ! "$@"; then
        printf 'FAILED: %s\n  status %s\n  output: %s\n  calls: %s\n' "$what" "$status" "$output" "$(cat "$calls")"
        failures=$((failures + 1))
    fi
}

calls_are() { [[ "$(cat "$calls")" == "$1" ]]; }
says() { [[ "$output" == *"$1"* ]]; }
status_is() { [[ "$status" == "$1" ]]; }
install="apt-get install -y --no-install-recommends"

on_machine
expect "nothing is done when all is there" calls_are ""
expect "nothing is said when all is there" status_is 0

on_machine missing=wrk
expect "what is missing is installed, the lists left alone" calls_are "$install wrk"
expect "it says what it installs" says "installing: wrk"

on_machine "missing=libfmt-dev wrk" lists_are_empty=1
expect "empty lists are updated first" calls_are $'apt-get update\n'"$install libfmt-dev wrk"

on_machine missing=wrk fails_once=1
expect "a failed install is tried again with new lists" calls_are "$install wrk"$'\napt-get update\n'"$install wrk"
expect "and then succeeds" status_is 0

on_machine missing=libboost1.81-dev has_old_boost=1
expect "it says that Boost 1.74 goes" says "libboost1.74-dev is installed and cannot stay beside 1.81"

on_machine missing=wrk user_id=1000
expect "without sudo it says what to run as root" says "as root, run: env DEBIAN_FRONTEND=noninteractive $install wrk"
expect "and fails" status_is 1

on_machine missing=wrk WEFT_DEV_DRY_RUN=1
expect "a dry run does nothing" calls_are ""
expect "a dry run says what it would run" says "would run: env DEBIAN_FRONTEND=noninteractive $install wrk"

stand_in sudo 'echo "sudo" >>"$calls"; "$@"'
on_machine missing=wrk user_id=1000
expect "with sudo it uses it" calls_are $'sudo\n'"$install wrk"

rm "$work/bin/dpkg-query"
on_machine missing=wrk
expect "elsewhere than on Debian it says what is needed" says "this is not Debian; install yourself: g++ cmake"

printf '%d failures\n' "$failures"
[[ $failures == 0 ]]
