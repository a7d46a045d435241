# SPDX-License-Identifier: BSL-1.0
# The libraries: weft::weft (no IO) and weft::asio.

set(weft_root "${CMAKE_CURRENT_SOURCE_DIR}")

# weft_add_library(<target> <export name> <layer>...): one static library from the sources of some layers.
# A layer that has no source yet is no error; a library without any is an INTERFACE.
function(weft_add_library target export_name)
  set(sources "")
  foreach(layer IN LISTS ARGN)
    file(GLOB layer_sources CONFIGURE_DEPENDS "${weft_root}/lib/${layer}/*.cpp")
    list(APPEND sources ${layer_sources})
  endforeach()
  if(sources)
    add_library(${target} STATIC ${sources})
    set(visibility PUBLIC)
    target_include_directories(${target} PRIVATE "${weft_root}/lib")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${WEFT_UNITY} POSITION_INDEPENDENT_CODE ON)
  else()
    add_library(${target} INTERFACE)
    set(visibility INTERFACE)
  endif()
  add_library(weft::${export_name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${export_name})
  target_include_directories(${target} ${visibility}
    "$<BUILD_INTERFACE:${weft_root}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_compile_features(${target} ${visibility} cxx_std_20)
  set(${target}_visibility ${visibility} PARENT_SCOPE)
endfunction()

include(GNUInstallDirs)

weft_add_library(weft weft base queue context generator fiber runtime sync task channel async_generator)
target_link_libraries(weft ${weft_visibility} Threads::Threads)
if(weft_visibility STREQUAL "PUBLIC")
  target_link_libraries(weft PRIVATE fmt::fmt)
  if(weft_have_fcontext)
    target_link_libraries(weft PRIVATE Boost::context)
  endif()
endif()

# One answer for the library and for what its headers expand to in a user's code.
if(WEFT_CONTEXT STREQUAL "native")
  set(weft_context_native 1)
else()
  set(weft_context_native 0)
endif()
target_compile_definitions(weft ${weft_visibility}
  WEFT_CONTEXT_NATIVE=${weft_context_native}
  WEFT_HAVE_FCONTEXT=$<BOOL:${weft_have_fcontext}>
  WEFT_DEBUG_CHECKS=$<BOOL:${WEFT_DEBUG_CHECKS}>
  $<$<NOT:$<BOOL:${WEFT_INLINE_THREAD_SLOT}>>:WEFT_CALLED_THREAD_SLOT=1>
  $<$<BOOL:${WEFT_FORCED_MIGRATION}>:WEFT_FORCED_MIGRATION=1>)

# A frame larger than the guard must touch the guard: without the probes it jumps over it and ruins a neighbour.
target_compile_options(weft ${weft_visibility} -fstack-clash-protection ${weft_sanitizer_compile_flags})
# Lazy binding would run the dynamic linker, which wants kilobytes of stack, on a fiber.
target_link_options(weft ${weft_visibility} -Wl,-z,now ${weft_sanitizer_flags})

weft_add_library(weft_asio asio asio)
target_link_libraries(weft_asio ${weft_asio_visibility} weft Boost::headers)
# Asio's own functions are compiled once, in weft_asio, and not inlined into a fiber's functions: they look at thread-local
# variables, whose address a compiler keeps across a suspension that ends on another thread.
target_compile_definitions(weft_asio ${weft_asio_visibility} BOOST_ASIO_SEPARATE_COMPILATION)
if(weft_asio_visibility STREQUAL "PUBLIC")
  target_compile_options(weft_asio PRIVATE -fno-lto) # nor at link time
endif()
