// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace weft::detail {

// Figures that the model build makes small, so that their limits are met within few steps.
#if WEFT_MODEL
inline constexpr int k_lock_spins = 1;
inline constexpr std::size_t k_ring = 2;
inline constexpr int k_search_rounds = 1;
inline constexpr int k_search_pauses = 1;
#else
inline constexpr int k_lock_spins = 64;       ///< looks at a held tiny_lock before the thread blocks
inline constexpr std::size_t k_ring = 131072; ///< ready fibers kept by a worker; more go to the injector
inline constexpr int k_search_rounds = 24;    ///< looks of an idle worker at the others before it parks
inline constexpr int k_search_pauses = 40;    ///< half a microsecond between two of them
#endif

} // namespace weft::detail
