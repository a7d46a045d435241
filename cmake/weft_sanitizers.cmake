# SPDX-License-Identifier: BSL-1.0
# weft_sanitizer_flags: what WEFT_SANITIZE adds to everything that links weft.

set(weft_sanitizer_flags "")
if(WEFT_SANITIZE STREQUAL "address")
  set(weft_sanitizer_flags -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(WEFT_SANITIZE STREQUAL "thread")
  set(weft_sanitizer_flags -fsanitize=thread)
endif()

# Frame pointers keep the reports' stacks whole; -g1 names their lines.
set(weft_sanitizer_compile_flags "")
if(weft_sanitizer_flags)
  set(weft_sanitizer_compile_flags ${weft_sanitizer_flags} -fno-omit-frame-pointer -g1)
endif()

# GCC warns that its thread sanitizer does not see fences; the library announces those edges itself.
if(WEFT_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND weft_sanitizer_compile_flags -Wno-tsan)
endif()

# With the address sanitizer GCC takes Boost.Beast's empty optionals for variables that nobody has set.
if(WEFT_SANITIZE STREQUAL "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND weft_sanitizer_compile_flags -Wno-maybe-uninitialized)
endif()
