// SPDX-License-Identifier: BSL-1.0
// error: reading variable 'count_' requires holding lock 'lock_'
// only: Clang
// The warnings of our own build know which lock guards a field.
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/tiny_lock.hpp>

class counter {
public:
    int count() {
#ifdef WEFT_COMPILES
        const weft::detail::lock_scope guard(lock_);
#endif
        return count_;
    }

private:
    weft::detail::tiny_lock lock_;
    int count_ WEFT_GUARDED_BY(lock_) = 0;
};

int count_of(counter& one);
int count_of(counter& one) { return one.count(); }
