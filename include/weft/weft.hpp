// SPDX-License-Identifier: BSL-1.0
#pragma once

// Everything but the bridges to other libraries (<weft/asio.hpp>).

#include <weft/async_generator.hpp>
#include <weft/async_generator_options.hpp>
#include <weft/async_yielder.hpp>
#include <weft/barrier.hpp>
#include <weft/bounded_semaphore.hpp>
#include <weft/broadcast.hpp>
#include <weft/call_once.hpp>
#include <weft/channel.hpp>
#include <weft/channel_ends.hpp>
#include <weft/clock.hpp>
#include <weft/condition_variable.hpp>
#include <weft/condition_variable_any.hpp>
#include <weft/counting_semaphore.hpp>
#include <weft/event.hpp>
#include <weft/fiber.hpp>
#include <weft/future.hpp>
#include <weft/generator.hpp>
#include <weft/generator_error.hpp>
#include <weft/generator_options.hpp>
#include <weft/latch.hpp>
#include <weft/mutex.hpp>
#include <weft/on_event.hpp>
#include <weft/on_join.hpp>
#include <weft/one_shot.hpp>
#include <weft/options.hpp>
#include <weft/packaged_task.hpp>
#include <weft/promise.hpp>
#include <weft/queue.hpp>
#include <weft/recursive_mutex.hpp>
#include <weft/recursive_timed_mutex.hpp>
#include <weft/resource_error.hpp>
#include <weft/run.hpp>
#include <weft/runtime.hpp>
#include <weft/select.hpp>
#include <weft/shared_mutex.hpp>
#include <weft/shared_timed_mutex.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>
#include <weft/timed_mutex.hpp>
#include <weft/wait_group.hpp>
#include <weft/yielder.hpp>
