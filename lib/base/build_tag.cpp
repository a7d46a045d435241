// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/config.hpp>

namespace weft::detail::base {

extern "C" {
const char WEFT_BUILD_TAG = 0;
}

} // namespace weft::detail::base
