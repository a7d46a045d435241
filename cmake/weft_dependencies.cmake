# SPDX-License-Identifier: BSL-1.0
# What weft stands on. Found on the machine, never vendored, never downloaded.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

if(WEFT_FOREIGN_SOURCES)
  include(weft_foreign_dependencies)
  return()
endif()

find_package(Boost 1.81 REQUIRED COMPONENTS context OPTIONAL_COMPONENTS fiber json)
find_package(fmt REQUIRED)
set(weft_have_fcontext ON)

if(WEFT_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()
if(WEFT_BUILD_BENCH)
  find_package(benchmark REQUIRED)
endif()
