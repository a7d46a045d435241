// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace bench {

// Resident bytes of this process now (/proc/self/statm).
double resident_bytes();

// CPU time of this process so far, user and system, all threads, in milliseconds.
double cpu_milliseconds();

// limit_cpus() keeps this process on its first `count` CPUs: how a program of OS threads is given N workers.
void limit_cpus(unsigned count);

} // namespace bench
