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

# Fibers of one worker share its queues, which only the switches order. So with switches that order nothing the scheduler's
# plain accesses are not watched, its atomics and its marks (order_marks.hpp) are.
set(weft_unwatched "")
if(WEFT_TSAN_NO_SYNC)
  list(APPEND weft_sanitizer_compile_flags -DWEFT_TSAN_NO_SYNC=1)
  set(weft_unwatched -mllvm -tsan-instrument-memory-accesses=0 -mllvm -tsan-instrument-memintrinsics=0)
endif()

# weft_leave_unwatched(<layer>...)
function(weft_leave_unwatched)
  foreach(layer IN LISTS ARGN)
    file(GLOB layer_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/lib/${layer}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/lib/${layer}/*/*.cpp")
    set_source_files_properties(${layer_sources} PROPERTIES COMPILE_OPTIONS "${weft_unwatched}")
  endforeach()
endfunction()
if(weft_unwatched)
  weft_leave_unwatched(base queue context fiber runtime observe explore testing)
endif()

# With the address sanitizer GCC takes Boost.Beast's empty optionals for variables that nobody has set.
if(WEFT_SANITIZE STREQUAL "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND weft_sanitizer_compile_flags -Wno-maybe-uninitialized)
endif()
