# SPDX-License-Identifier: BSL-1.0
# The choices of a build, each one a cache variable.

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|aarch64|arm64)$")
  set(weft_native_exists ON)
else()
  set(weft_native_exists OFF)
endif()

set(WEFT_SANITIZE "" CACHE STRING "Sanitizer: empty, address (with undefined) or thread")
set_property(CACHE WEFT_SANITIZE PROPERTY STRINGS "" address thread)

if(weft_native_exists AND NOT WEFT_SANITIZE)
  set(weft_default_context native)
else()
  set(weft_default_context boost)
endif()
set(WEFT_CONTEXT ${weft_default_context} CACHE STRING "Body of the context switch: native or boost")
set_property(CACHE WEFT_CONTEXT PROPERTY STRINGS native boost)

if(NOT WEFT_SANITIZE MATCHES "^(|address|thread)$")
  message(FATAL_ERROR "WEFT_SANITIZE is '${WEFT_SANITIZE}'; say address, thread or leave it empty")
endif()
if(NOT WEFT_CONTEXT MATCHES "^(native|boost)$")
  message(FATAL_ERROR "WEFT_CONTEXT is '${WEFT_CONTEXT}'; say native or boost")
endif()
if(WEFT_CONTEXT STREQUAL "native" AND NOT weft_native_exists)
  message(FATAL_ERROR "WEFT_CONTEXT=native exists for x86-64 and aarch64 only; say boost")
endif()

option(WEFT_DEBUG_CHECKS "Check the library's own invariants at run time" OFF)
option(WEFT_FORCED_MIGRATION "Move a fiber to another worker at each resume (finds stale thread state)" OFF)
option(WEFT_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(WEFT_BUILD_SAMPLES "Build the samples" ${PROJECT_IS_TOP_LEVEL})
option(WEFT_BUILD_BENCH "Build the benchmarks and their rivals" OFF)
option(WEFT_FOREIGN_SOURCES "Cross build: take the dependencies from Debian's sources" OFF)
option(WEFT_UNITY "Compile several sources at once (quick clean builds)" OFF)

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE)
  set_property(CACHE CMAKE_BUILD_TYPE PROPERTY VALUE Release)
endif()
