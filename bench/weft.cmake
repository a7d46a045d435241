# SPDX-License-Identifier: BSL-1.0
# weft's own program, twice: as configured, and with Boost.Context's switch under the same runtime.
set(weft_private "${PROJECT_SOURCE_DIR}/lib")

bench_program(weft LIBRARIES weft::weft)
bench_program(channel_by_hand LIBRARIES weft::weft)
target_include_directories(bench_weft PRIVATE ${weft_private})

get_target_property(weft_sources weft SOURCES)
add_library(weft_fcontext_variant STATIC ${weft_sources})
set(fcontext_headers "${CMAKE_BINARY_DIR}/weft_fcontext_variant/include")
weft_make_build_header("${fcontext_headers}" boost)
configure_file("${weft_generated}/weft/version.hpp" "${fcontext_headers}/weft/version.hpp" COPYONLY)
target_include_directories(weft_fcontext_variant PUBLIC "${fcontext_headers}" "${PROJECT_SOURCE_DIR}/include" ${weft_private})
target_compile_options(weft_fcontext_variant PUBLIC $<TARGET_PROPERTY:weft,INTERFACE_COMPILE_OPTIONS>)
target_link_options(weft_fcontext_variant PUBLIC $<TARGET_PROPERTY:weft,INTERFACE_LINK_OPTIONS>)
target_link_libraries(weft_fcontext_variant PUBLIC Threads::Threads fmt::fmt Boost::context)
weft_own(weft_fcontext_variant)
bench_program(weft_fcontext SCENARIOS weft LIBRARIES weft_fcontext_variant)
