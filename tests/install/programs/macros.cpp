// SPDX-License-Identifier: BSL-1.0
// Every header after macros that other people's headers define: those of the standard library, of Boost and of fmt come
// first, as theirs do.
#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <queue>
#include <ranges>
#include <semaphore>
#include <shared_mutex>
#include <source_location>
#include <stop_token>
#include <string>
#include <thread>
#include <tuple>
#include <variant>
#include <vector>

// windows.h, X.h, sys/sysmacros.h, Apple's AssertMacros.h, and many a project's own
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define check(condition) static_cast<void>(condition)
#define major(device) ((device) >> 8)
#define minor(device) ((device) & 255)
#define small char
#define near
#define far
#define interface struct
#define ERROR 0
#define IN
#define OUT
#define Bool int
#define None 0L
#define Status int
#define Success 0
#define Always 2

// clang-format off
