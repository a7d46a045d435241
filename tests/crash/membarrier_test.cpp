// SPDX-License-Identifier: BSL-1.0
// A seccomp filter forbids membarrier after the program has begun: with one thread weft does without, with more it says
// so.
#include "support/child.hpp"

#include <weft/detail/base/fence.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace weft::test {
namespace {

constexpr int k_no_filters_here = 70;

/// For all threads of the process; ends it where the kernel knows no filters.
void forbid_membarrier() {
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{.len = 4, .filter = program};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) != 0)
        std::_Exit(k_no_filters_here);
}

bool has_membarrier() { return detail::asymmetric_fence::is_asymmetric(); }

/// Sends fibers to sleep and wakes them, over all workers.
void work() {
    channel<int> numbers(1);
    std::vector<fiber<int>> readers;
    for (int i = 0; i < 8; ++i) readers.push_back(spawn([&] { return numbers.pop().value_or(0); }));
    int sum = 0;
    for (int i = 0; i < 8; ++i) numbers.push(1);
    for (auto& each : readers) sum += each.join();
    if (sum != 8) std::_Exit(1);
}

void work_without_membarrier() {
    forbid_membarrier();
    for (int i = 0; i < 20; ++i) {
        work();
        this_fiber::sleep_for(std::chrono::milliseconds(1)); // so that workers park
    }
}

TEST(ForbiddenMembarrier, IsDoneWithoutWhenNoOtherThreadIsThere) {
    if (!has_membarrier() || is_sanitized()) GTEST_SKIP() << "no membarrier here";
    for (const unsigned workers : {1u, 2u}) {
        const child_end end = in_child([workers] {
            forbid_membarrier();
            run(options{.workers = workers}, work);
            if (has_membarrier()) std::_Exit(2);
        });
        if (end.status == k_no_filters_here) GTEST_SKIP() << "no seccomp here";
        EXPECT_EQ(end.error_text, "");
        EXPECT_EQ(end.status, 0);
    }
}

TEST(ForbiddenMembarrier, IsSaidWhenThereAreThreads) {
    if (!has_membarrier() || is_sanitized()) GTEST_SKIP() << "no membarrier here";
    const child_end end = in_child([] { run(options{.workers = 2}, work_without_membarrier); });
    if (end.status == k_no_filters_here) GTEST_SKIP() << "no seccomp here";
    EXPECT_EQ(
        end.error_text,
        "weft: membarrier() is refused now, though it worked when the program began: a seccomp filter that was installed "
        "since forbids it, and without it threads cannot see each other's wake-ups; allow membarrier in the filter, or "
        "install the filter before the program has a second thread, or start the program with WEFT_MEMBARRIER=off\n");
    EXPECT_EQ(end.status, k_aborted);
}

/// Its own child, too: the environment is read when a program begins.
TEST(ForbiddenMembarrier, DoesNoHarmToAProgramThatWasStartedWithoutIt) {
    if (is_sanitized()) GTEST_SKIP() << "no membarrier here";
    if (::getenv("WEFT_MEMBARRIER") != nullptr) {
        EXPECT_FALSE(has_membarrier());
        run(options{.workers = 2}, work_without_membarrier);
        return;
    }
    const child_end end = in_child([] {
        ::setenv("WEFT_MEMBARRIER", "off", 1);
        ::execl("/proc/self/exe", "crash",
                "--gtest_filter=ForbiddenMembarrier.DoesNoHarmToAProgramThatWasStartedWithoutIt", nullptr);
    });
    EXPECT_TRUE(end.status == 0 || end.status == k_no_filters_here) << end.status << end.error_text;
}

} // namespace
} // namespace weft::test
