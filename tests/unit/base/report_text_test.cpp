// SPDX-License-Identifier: BSL-1.0
#include "base/report_text.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <pthread.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace weft::test {
namespace {

/// Lets stderr be a pipe that is full until somebody reads it.
class full_stderr {
public:
    full_stderr() {
        EXPECT_EQ(::pipe(ends_), 0);
        ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
        const std::string block(4096, 'x');
        while (::write(ends_[1], block.data(), block.size()) > 0) {}
        ::fcntl(ends_[1], F_SETFL, 0);
        ::dup2(ends_[1], STDERR_FILENO);
        ::close(ends_[1]);
    }
    full_stderr(const full_stderr&) = delete;
    full_stderr& operator=(const full_stderr&) = delete;
    ~full_stderr() {
        ::close(before_);
        ::close(ends_[0]);
    }

    /// Stderr is what it was, and the pipe has come to its end.
    void restore() { ::dup2(before_, STDERR_FILENO); }

    /// All that was written until the end.
    std::string read_all() {
        std::string all;
        std::string block(4096, '\0');
        for (;;) {
            const auto got = ::read(ends_[0], block.data(), block.size());
            if (got <= 0) return all;
            all.append(block, 0, static_cast<std::size_t>(got));
        }
    }

private:
    int before_ = ::dup(STDERR_FILENO);
    int ends_[2] = {-1, -1};
};

/// While it lives, SIGUSR1 interrupts system calls, and is counted.
class interruptions {
public:
    interruptions() {
        struct sigaction action{};
        action.sa_handler = [](int) { ++count_; };
        ::sigaction(SIGUSR1, &action, &before_);
    }
    interruptions(const interruptions&) = delete;
    interruptions& operator=(const interruptions&) = delete;
    ~interruptions() { ::sigaction(SIGUSR1, &before_, nullptr); }

    void interrupt(pthread_t thread, int times) const {
        for (int wanted = count_ + times; count_ != wanted;) {
            const int seen = count_;
            ::pthread_kill(thread, SIGUSR1);
            while (count_ == seen) std::this_thread::yield();
        }
    }

private:
    static inline std::atomic<int> count_{0};
    struct sigaction before_{};
};

TEST(StderrText, IsWrittenWholeWhenSignalsInterruptIt) {
    full_stderr pipe;
    const interruptions signals;
    std::string seen;
    std::thread reader([&, writer = ::pthread_self()] {
        signals.interrupt(writer, 1000);
        seen = pipe.read_all();
    });
    detail::stderr_text().add("a report");
    pipe.restore();
    reader.join();
    EXPECT_TRUE(seen.ends_with("a report"));
}

TEST(LineText, SaysThatItsEndIsLeftOut) {
    detail::line_text whole;
    whole.add("fiber '").add(std::string(1015, 'x')).add("'");
    EXPECT_TRUE(whole.view().ends_with("x'"));
    EXPECT_EQ(whole.view().size(), 1023u);

    detail::line_text cut;
    cut.add("fiber '").add(std::string(1014, 'x')).add("' waits").add(" for ever");
    EXPECT_TRUE(cut.view().ends_with("x..."));
    EXPECT_STREQ(cut.c_str() + 1020, "...");
}

} // namespace
} // namespace weft::test
