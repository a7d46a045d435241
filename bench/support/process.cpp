// SPDX-License-Identifier: BSL-1.0
#include "support/process.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace bench {

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    if (!(statm >> pages >> resident)) throw std::runtime_error("/proc/self/statm cannot be read");
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double cpu_milliseconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto milliseconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

void limit_cpus(unsigned count) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    cpu_set_t chosen;
    CPU_ZERO(&chosen);
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE && count > 0; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        CPU_SET(cpu, &chosen);
        --count;
    }
    sched_setaffinity(0, sizeof chosen, &chosen);
}

} // namespace bench
