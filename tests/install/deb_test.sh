#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# deb_test.sh BUILD WORK PROGRAM.cpp: makes the Debian package of a build, installs it into a folder, compiles a program with what lies
# there, and removes it again. The machine's own packages are only read.
set -euo pipefail

build="$1" work="$2" program="$3"
command -v dpkg-deb >/dev/null || { echo "no dpkg here"; exit 77; }
rm -rf "$work"
root="$work/root"
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/triggers"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"

cpack --config "$build/CPackConfig.cmake" -B "$work" >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; exit 1; }
deb=("$work"/libweft-dev_*.deb)
[[ "$(dpkg-deb -f "${deb[0]}" Depends)" == *libfmt-dev*libboost-context* ]] || { echo "it does not say what it needs"; exit 1; }

in_root() { dpkg --root="$root" --force-not-root --force-depends --log=/dev/null "$@" >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; exit 1; }; }
in_root -i "${deb[0]}"

pc="$(dirname "$(find "$root/usr/lib" -name weft.pc)")"
flags="$(PKG_CONFIG_PATH="$pc" pkg-config --cflags --libs weft)"
# shellcheck disable=SC2086 # several flags
g++ -std=c++20 "$program" -o "$work/program" $flags
"$work/program"

in_root -r libweft-dev
left="$(find "$root/usr" -type f 2>/dev/null || true)"
[[ -z "$left" ]] || { echo "left behind: $left"; exit 1; }
