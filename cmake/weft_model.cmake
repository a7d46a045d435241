# SPDX-License-Identifier: BSL-1.0
# The model build: the library's own sources once more, with simulated atomics, futex and clock (WEFT_MODEL), and the engine
# that runs virtual threads on them. tests/model links it. Sanitizers would see only the engine.

if(WEFT_SANITIZE OR CMAKE_CROSSCOMPILING OR NOT WEFT_BUILD_TESTS)
  return()
endif()

set(weft_model_sources "")
foreach(layer base queue context fiber runtime observe sync task channel async_generator group explore model)
  file(GLOB layer_sources CONFIGURE_DEPENDS "${weft_root}/lib/${layer}/*.cpp" "${weft_root}/lib/${layer}/*/*.cpp")
  list(APPEND weft_model_sources ${layer_sources})
endforeach()
list(APPEND weft_model_sources "${weft_root}/lib/asio/ending.cpp") # the rest of that layer stands on Boost.Asio
# lib/model has other bodies for these.
list(FILTER weft_model_sources EXCLUDE REGEX "lib/(base/(abort_with|assert|fence_linux|futex_linux)|context/(guard/signal_stack|stack/slab_memory|switch/thread_slot)|fiber/(current|record_pool_instance))\\.cpp$")

add_library(weft_model STATIC ${weft_model_sources})
set_target_properties(weft_model PROPERTIES UNITY_BUILD ${WEFT_MODEL_UNITY})
weft_own(weft_model)
target_include_directories(weft_model PUBLIC "${weft_root}/include" "${weft_generated}" "${weft_root}/lib")
target_compile_features(weft_model PUBLIC cxx_std_20)
target_compile_definitions(weft_model PUBLIC WEFT_MODEL=1)
target_compile_options(weft_model PUBLIC -fstack-clash-protection)
target_link_libraries(weft_model PUBLIC Threads::Threads PRIVATE fmt::fmt Boost::context)
