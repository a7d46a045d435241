// SPDX-License-Identifier: BSL-1.0
#include "support/child.hpp"

#include "context/switch/sanitizers.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace weft::test {
namespace {

/// What leaves the body ends the child, as it would end a program.
[[noreturn]] void be_the_child(const std::function<void()>& body, int error_pipe, unsigned seconds) noexcept {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::dup2(error_pipe, STDERR_FILENO);
    ::close(error_pipe);
    struct sigaction kill_action = {};
    kill_action.sa_handler = SIG_DFL;
    ::sigaction(SIGALRM, &kill_action, nullptr);
    ::alarm(seconds);
    body();
    std::fflush(stderr);
    std::_Exit(0);
}

int as_a_shell_shows(int status) {
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    return 128 + WTERMSIG(status);
}

} // namespace

child_end in_child(const std::function<void()>& body, unsigned seconds) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        be_the_child(body, ends[1], seconds);
    }
    ::close(ends[1]);
    child_end result;
    char buffer[4096];
    for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        result.error_text.append(buffer, static_cast<std::size_t>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    result.status = as_a_shell_shows(status);
    return result;
}

bool is_sanitized() { return WEFT_ASAN || WEFT_TSAN; }

} // namespace weft::test
