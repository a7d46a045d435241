# SPDX-License-Identifier: BSL-1.0
# The programs that weft is compared with.
bench_program(serial)
bench_program(std_thread)

bench_program(fcontext LIBRARIES Boost::context)
bench_program(asio_awaitable LIBRARIES Boost::headers)
if(TARGET Boost::fiber)
  bench_program(boost_fiber LIBRARIES Boost::fiber)
  bench_program(boost_fiber_default SCENARIOS boost_fiber LIBRARIES Boost::fiber)
else()
  message(STATUS "bench: Boost.Fiber is not installed, its program is left out")
endif()

bench_program(hand_loop)
bench_program(iterator_class)
bench_program(cpp20_generator)
bench_program(cpp20_elements_of)
if(EXISTS "${Boost_INCLUDE_DIRS}/boost/coroutine2/all.hpp")
  bench_program(boost_coroutine2 LIBRARIES Boost::context)
  # GCC takes a state of the library's for one that nobody has set.
  target_compile_options(bench_boost_coroutine2 PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
else()
  message(STATUS "bench: Boost.Coroutine2 is not installed, its program is left out")
endif()

find_program(WEFT_GO go)
if(WEFT_GO)
  file(GLOB_RECURSE go_sources CONFIGURE_DEPENDS *.go)
  add_custom_command(
    OUTPUT bench_go
    COMMAND
      ${CMAKE_COMMAND} -E env GOFLAGS=-mod=mod GO111MODULE=on GOCACHE=${CMAKE_CURRENT_BINARY_DIR}/go-cache ${WEFT_GO}
      build -trimpath -o ${CMAKE_CURRENT_BINARY_DIR}/bench_go ./programs/go
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    DEPENDS ${go_sources} go.mod
    VERBATIM)
  add_custom_target(bench_go_program DEPENDS bench_go)
  add_dependencies(bench_all bench_go_program)
else()
  message(STATUS "bench: go is not installed, its program is left out")
endif()
