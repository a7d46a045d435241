# SPDX-License-Identifier: BSL-1.0
# Makes <weft/detail/build.hpp> and <weft/version.hpp>: what users' code must know of the build, without any -D.

set(weft_generated "${CMAKE_CURRENT_BINARY_DIR}/generated/include")
set(weft_cmake "${CMAKE_CURRENT_LIST_DIR}")

# weft_probe_compiler(<variable>): what cmake/build_probe.cpp says with the flags that the library is compiled with, whoever set them.
function(weft_probe_compiler variable)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}")
  get_directory_property(options COMPILE_OPTIONS)
  list(FILTER options EXCLUDE REGEX "\\$<")
  if(CMAKE_CXX_COMPILER_TARGET)
    list(APPEND flags "--target=${CMAKE_CXX_COMPILER_TARGET}")
  endif()
  execute_process(COMMAND "${CMAKE_CXX_COMPILER}" ${flags} ${options} ${weft_sanitizer_flags} -std=c++20 -E -P
    "${weft_cmake}/build_probe.cpp" OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE status)
  if(NOT status STREQUAL "0")
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} cannot preprocess a C++20 source:\n${errors}")
  endif()
  set(${variable} "${output}" PARENT_SCOPE)
endfunction()

# weft_say(<variable> <condition>): 1 or 0.
macro(weft_say variable)
  if(${ARGN})
    set(${variable} 1)
  else()
    set(${variable} 0)
  endif()
endmacro()

weft_probe_compiler(weft_probed)

# weft_make_build_header(<folder> <context>): <folder>/weft/detail/build.hpp for a weft with that switch.
function(weft_make_build_header folder context)
  weft_say(weft_context_native context STREQUAL "native")
  weft_say(weft_with_fcontext weft_have_fcontext)
  weft_say(weft_debug_checks WEFT_DEBUG_CHECKS)
  weft_say(weft_forced_migration WEFT_FORCED_MIGRATION)
  weft_say(weft_tsan_no_sync WEFT_TSAN_NO_SYNC)
  set(weft_thread_slot "#define WEFT_CALLED_THREAD_SLOT 1")
  if(WEFT_INLINE_THREAD_SLOT)
    set(weft_thread_slot "// #undef WEFT_CALLED_THREAD_SLOT")
  endif()
  weft_say(weft_shared BUILD_SHARED_LIBS)
  weft_say(weft_by_clang CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # The name of a symbol: headers and library of two builds that do not fit do not link.
  set(weft_build_tag "weft_${PROJECT_VERSION_MAJOR}_${PROJECT_VERSION_MINOR}_${context}")
  foreach(part asan tsan libcpp)
    weft_say(weft_with_${part} weft_probed MATCHES "weft_probe_${part}")
    if(weft_with_${part})
      string(APPEND weft_build_tag "_${part}")
    endif()
  endforeach()
  configure_file("${weft_cmake}/build.hpp.in" "${folder}/weft/detail/build.hpp" @ONLY)
endfunction()

weft_make_build_header("${weft_generated}" "${WEFT_CONTEXT}")
configure_file("${weft_cmake}/version.hpp.in" "${weft_generated}/weft/version.hpp" @ONLY)
