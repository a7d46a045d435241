// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstddef>

namespace weft::detail::base {

// Figures that the model build makes small, so that their limits are met within few steps.
#if WEFT_MODEL
inline constexpr int k_lock_looks = 1;
inline constexpr int k_lock_backoff_least = 0;
inline constexpr int k_lock_backoff = 0;
inline constexpr int k_bias_turns = 1;
inline constexpr int k_bias_looks = 1 << 30;
inline constexpr std::size_t k_ring = 2;
inline constexpr int k_search_rounds = 1;
inline constexpr int k_search_pauses = 1;
inline bool workers_watch = false; // runtime_watch_model.cpp lets them
inline constexpr std::size_t k_chunk_most = 2;
inline constexpr std::size_t k_chunk_least = 2;
#else
inline constexpr int k_lock_looks = 16;        ///< at a held tiny_lock before the thread blocks
inline constexpr int k_lock_backoff_least = 6; ///< 2^this pauses after the first of them: a microsecond or so
inline constexpr int k_lock_backoff = 7;       ///< they double until 2^this
inline constexpr int k_bias_turns =
    256; ///< of a lock, between two looks at whose they are; they save what the end of a bias costs
inline constexpr int k_bias_looks = 10000; ///< at a section of the thread that had a bias, before who waits for it naps
inline constexpr std::size_t k_ring = 131072; ///< ready fibers kept by a worker; more go to the injector
inline constexpr int k_search_rounds = 24;    ///< looks of an idle worker at the others before it parks
inline constexpr int k_search_pauses = 40;    ///< half a microsecond between two of them
inline constexpr bool workers_watch = true;
inline constexpr std::size_t k_chunk_most = 256; ///< items in a chunk of an unbounded channel; less when they are large
inline constexpr std::size_t k_chunk_least = 8;
#endif

} // namespace weft::detail::base
