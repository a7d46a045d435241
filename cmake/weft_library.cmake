# SPDX-License-Identifier: BSL-1.0
# The libraries: weft::weft (no IO) and weft::asio. Static ones, or shared ones with BUILD_SHARED_LIBS.

set(weft_root "${CMAKE_CURRENT_SOURCE_DIR}")

# weft_add_library(<target> <export name> <layer>...): one library from the sources of some layers.
# A layer that has no source yet is no error; a library without any is an INTERFACE.
function(weft_add_library target export_name)
  set(sources "")
  foreach(layer IN LISTS ARGN)
    file(GLOB layer_sources CONFIGURE_DEPENDS "${weft_root}/lib/${layer}/*.cpp" "${weft_root}/lib/${layer}/*/*.cpp")
    list(APPEND sources ${layer_sources})
  endforeach()
  if(sources)
    add_library(${target} ${sources})
    set(visibility PUBLIC)
    target_include_directories(${target} PRIVATE "${weft_root}/lib")
    # Hidden: all but what says WEFT_API. While 0.x every minor version may break, so it is part of the SONAME.
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${WEFT_UNITY} POSITION_INDEPENDENT_CODE ON DEFINE_SYMBOL ""
      CXX_VISIBILITY_PRESET hidden VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
      INSTALL_RPATH "$ORIGIN")
  else()
    add_library(${target} INTERFACE)
    set(visibility INTERFACE)
  endif()
  add_library(weft::${export_name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${export_name})
  target_include_directories(${target} ${visibility}
    "$<BUILD_INTERFACE:${weft_root}/include>" "$<BUILD_INTERFACE:${weft_generated}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_compile_features(${target} ${visibility} cxx_std_20)
  set(${target}_visibility ${visibility} PARENT_SCOPE)
endfunction()

include(GNUInstallDirs)

weft_add_library(weft weft base queue context generator fiber runtime observe sync task channel async_generator group pool)
target_link_libraries(weft ${weft_visibility} Threads::Threads)
if(weft_visibility STREQUAL "PUBLIC")
  target_link_libraries(weft PRIVATE fmt::fmt)
  if(weft_have_fcontext)
    target_link_libraries(weft PRIVATE Boost::context)
  endif()
endif()

# A frame larger than the guard must touch the guard: without the probes it jumps over it and ruins a neighbour.
set(weft_user_compile_options -fstack-clash-protection ${weft_sanitizer_flags})
target_compile_options(weft ${weft_visibility} -fstack-clash-protection ${weft_sanitizer_compile_flags})
# Lazy binding would run the dynamic linker, which wants kilobytes of stack, on a fiber.
set(weft_user_link_options -Wl,-z,now ${weft_sanitizer_flags})
target_link_options(weft ${weft_visibility} ${weft_user_link_options})

weft_add_library(weft_asio asio asio)
target_link_libraries(weft_asio ${weft_asio_visibility} weft Boost::headers)
# Asio's functions are compiled here, once (include/weft/detail/base/asio_build.hpp). They have no marks of visibility, so the default is
# visible.
target_compile_definitions(weft_asio ${weft_asio_visibility} BOOST_ASIO_SEPARATE_COMPILATION)
if(weft_asio_visibility STREQUAL "PUBLIC")
  set_target_properties(weft_asio PROPERTIES CXX_VISIBILITY_PRESET default)
  target_compile_options(weft_asio PRIVATE -fno-lto) # they must not be inlined at link time either
endif()
