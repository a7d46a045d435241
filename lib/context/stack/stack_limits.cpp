// SPDX-License-Identifier: BSL-1.0
#include "context/stack/stack_limits.hpp"

#include "context/stack/page_size.hpp"

#include <weft/resource_error.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

namespace weft::detail::stacks {

namespace {

std::size_t first_number_in(const char* path) {
    std::size_t number = 0;
    std::ifstream(path) >> number;
    return number;
}

bool address_space_is_used_up(std::size_t bytes) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
    const std::size_t used = first_number_in("/proc/self/statm") * page_size();
    return used + bytes > limit.rlim_cur;
}

bool mappings_are_used_up() {
    std::ifstream maps("/proc/self/maps");
    const auto used = std::count(std::istreambuf_iterator<char>(maps), {}, '\n');
    const std::size_t most = first_number_in("/proc/sys/vm/max_map_count");
    return most != 0 && static_cast<std::size_t>(used) + 16 >= most;
}

[[noreturn]] void throw_mappings_used_up() {
    throw resource_error("vm.max_map_count",
                         "weft: no more stacks: this process has as many memory mappings as vm.max_map_count allows "
                         "(each guarded stack takes two on this kernel); raise it with sysctl vm.max_map_count=...");
}

[[noreturn]] void throw_out_of_memory(const std::string& what, int error) {
    throw resource_error("memory", "weft: no more stacks: the system refused " + what + " (" + std::strerror(error) +
                                       "); see free memory, the cgroup's memory limit and vm.overcommit_memory");
}

} // namespace

void throw_mapping_refused(std::size_t bytes, int error) {
    if (address_space_is_used_up(bytes)) {
        throw resource_error("RLIMIT_AS", "weft: no more stacks: the limit on address space (RLIMIT_AS, ulimit -v) is "
                                          "used up; raise it or lower options.stack_size");
    }
    if (mappings_are_used_up()) throw_mappings_used_up();
    throw_out_of_memory("a mapping of " + std::to_string(bytes) + " bytes", error);
}

void throw_guard_refused(guard_kind kind, int error) {
    if (error == ENOMEM && (kind == guard_kind::protect || mappings_are_used_up())) throw_mappings_used_up();
    throw_out_of_memory("a guard below a stack", error);
}

} // namespace weft::detail::stacks
