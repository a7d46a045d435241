// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/event.hpp>
#include <weft/mutex.hpp>

namespace weft::detail::agen {

class closing_link;

/// One that can be told to close, and tells those on whose items it waits: an async generator.
class WEFT_API closing_node {
public:
    closing_node() = default;
    closing_node(const closing_node&) = delete;
    closing_node& operator=(const closing_node&) = delete;

    /// Tells it, and all that are linked behind it. Any fiber or thread; idempotent. Suspends only while a link comes
    /// or goes.
    void stop() noexcept;

    /// Set by stop().
    event& closing() noexcept { return closing_; }

protected:
    ~closing_node() = default;

private:
    friend class closing_link;

    /// Ends the flow of items for the consumer; destroys none of them, as that may run any code. Idempotent.
    virtual void close_flow() noexcept = 0;

    event closing_;
    mutex lock_;
    closing_link* links_ = nullptr; // guarded by lock_
};

/// While it lives, `inner` is stopped when `outer` is: the body of `outer` takes items from `inner`, and should not
/// wait for one that nobody wants any more.
///
/// No stop is missed: the link is in the list before it looks at closing(), and whoever stops sets that before he looks
/// at the list. No stop comes too late: the list's lock is held until `inner` is told, and the link does not go without
/// it. Links make a tree, so stops that hold a lock each wait for none above them.
class WEFT_API closing_link {
public:
    closing_link(closing_node& outer, closing_node& inner) noexcept;
    closing_link(const closing_link&) = delete;
    closing_link& operator=(const closing_link&) = delete;
    ~closing_link();

private:
    friend class closing_node;
    closing_node& outer_;
    closing_node& inner_;
    closing_link* next_;
};

} // namespace weft::detail::agen
