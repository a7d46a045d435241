// SPDX-License-Identifier: BSL-1.0
#include "runtime/cores.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <sched.h>
#include <string_view>
#include <thread>

namespace weft::detail::sched {
namespace {

using open_file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

open_file open(const std::string& path) { return {std::fopen(path.c_str(), "re"), &std::fclose}; }

unsigned affinity_cores() noexcept {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
    return std::max(1U, std::thread::hardware_concurrency());
}

/// The group of this process: the line "0::/a/b" of version 2, among those of version 1. Empty: it has none.
std::string own_group() {
    const open_file file = open("/proc/self/cgroup");
    std::array<char, 4352> line; // a path of 4,096 bytes, at most
    while (file && std::fgets(line.data(), line.size(), file.get()) != nullptr) {
        const std::string_view text(line.data());
        if (text.starts_with("0::")) return std::string(text.substr(3, text.find('\n') - 3));
    }
    return {};
}

unsigned quota_of(const std::string& folder, unsigned most) {
    const open_file file = open(folder + "/cpu.max");
    long quota = 0;
    long period = 0;
    if (!file || std::fscanf(file.get(), "%ld %ld", &quota, &period) != 2 || period <= 0)
        return most; // "max": no quota
    return static_cast<unsigned>(std::clamp<long>((quota + period - 1) / period, 1, most));
}

} // namespace

unsigned quota_cores(const std::string& mount, std::string group, unsigned most) {
    for (;;) {
        most = quota_of(mount + group, most);
        const std::size_t last = group.rfind('/');
        if (last == std::string::npos) return most;
        group.resize(last);
    }
}

unsigned usable_cores() { return quota_cores("/sys/fs/cgroup", own_group(), affinity_cores()); }

} // namespace weft::detail::sched
