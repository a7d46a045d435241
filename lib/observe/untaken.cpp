// SPDX-License-Identifier: BSL-1.0
#include "observe/untaken.hpp"

#include "base/blocking_mutex.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/steady_now.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace weft::detail::observe {
namespace {

constexpr auto k_pause = std::chrono::seconds(1);

/// The last failure that was printed, and how many like it came since.
class untaken {
public:
    void print(const line_text& who, const line_text& what) noexcept {
        const lock_scope guard(lock_);
        if (what.view() == std::string_view(last_.data(), size_)) {
            ++more_;
            if (steady_now() - since_ >= k_pause) print_more();
            return;
        }
        print_more();
        stderr_text().add("weft: ").add(who.view()).add(what.view()).add("\n");
        size_ = what.view().copy(last_.data(), last_.size());
    }

    void print_count() noexcept {
        const lock_scope guard(lock_);
        print_more();
    }

private:
    void print_more() noexcept WEFT_REQUIRES(lock_) {
        if (const std::uint64_t more = std::exchange(more_, 0); more != 0)
            stderr_text().add("weft:   ... and ").add_decimal(more).add(" more like it\n");
        since_ = steady_now();
    }

    blocking_mutex lock_;
    std::array<char, 1024> last_ WEFT_GUARDED_BY(lock_){};
    std::size_t size_ WEFT_GUARDED_BY(lock_) = 0;
    std::uint64_t more_ WEFT_GUARDED_BY(lock_) = 0;
    time_point since_ WEFT_GUARDED_BY(lock_){}; // the last look at more_
};

/// Is never destroyed: fibers of other threads may fail while exit() destroys what is static.
union immortal {
    untaken all;

    immortal() noexcept : all() {}
    ~immortal() {}
};

struct count_at_exit {
    ~count_at_exit() { print_count_of_untaken(); }
};

untaken& the_untaken() noexcept {
    static immortal kept;
    static count_at_exit last;
    return kept.all;
}

} // namespace

void print_untaken(const line_text& who, const line_text& what) noexcept { the_untaken().print(who, what); }
void print_count_of_untaken() noexcept { the_untaken().print_count(); }

} // namespace weft::detail::observe
