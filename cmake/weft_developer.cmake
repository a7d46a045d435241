# SPDX-License-Identifier: BSL-1.0
# What holds for our own build only: strict warnings and ccache.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)

find_program(weft_ccache ccache)
if(weft_ccache)
  # Precompiled headers are cached only when ccache may ignore their time stamps; another checkout's objects serve this one when
  # paths below the root are hashed as relative ones.
  set(weft_launcher ${CMAKE_COMMAND} -E env "CCACHE_BASEDIR=${weft_root}" CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${weft_ccache})
endif()

set(weft_warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  list(APPEND weft_warnings -Wthread-safety -Werror=thread-safety) # include/weft/detail/base/thread_safety.hpp
endif()

# weft_own(<target>): the target is ours; hold it to our rules.
function(weft_own target)
  target_compile_options(${target} PRIVATE ${weft_warnings})
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(weft_launcher)
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${weft_launcher}")
  endif()
endfunction()

foreach(library weft weft_asio weft_testing)
  if(${library}_visibility STREQUAL "PUBLIC")
    weft_own(${library})
  endif()
endforeach()
weft_own(weft_allocation_failures)
