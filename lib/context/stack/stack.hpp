// SPDX-License-Identifier: BSL-1.0
#pragma once

// Stacks for contexts, in three parts: the stack itself, the pool all threads share, the cache each worker owns.

#include "context/stack/stack_cache.hpp"
#include "context/stack/stack_memory.hpp"
#include "context/stack/stack_pool.hpp"
