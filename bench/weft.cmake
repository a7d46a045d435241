# SPDX-License-Identifier: BSL-1.0
# weft's own program, twice: as configured, and with Boost.Context's switch under the same runtime.
set(weft_private "${PROJECT_SOURCE_DIR}/lib")

bench_program(weft LIBRARIES weft::weft)
bench_program(channel_by_hand LIBRARIES weft::weft)
target_include_directories(bench_weft PRIVATE ${weft_private})

get_target_property(weft_sources weft SOURCES)
add_library(weft_fcontext_variant STATIC ${weft_sources})
target_include_directories(weft_fcontext_variant PUBLIC "${PROJECT_SOURCE_DIR}/include" ${weft_private})
target_compile_definitions(weft_fcontext_variant PUBLIC WEFT_CONTEXT_NATIVE=0 WEFT_HAVE_FCONTEXT=1 WEFT_DEBUG_CHECKS=0)
target_compile_options(weft_fcontext_variant PUBLIC $<TARGET_PROPERTY:weft,INTERFACE_COMPILE_OPTIONS>)
target_link_options(weft_fcontext_variant PUBLIC $<TARGET_PROPERTY:weft,INTERFACE_LINK_OPTIONS>)
target_link_libraries(weft_fcontext_variant PUBLIC Threads::Threads fmt::fmt Boost::context)
weft_own(weft_fcontext_variant)
bench_program(weft_fcontext SCENARIOS weft LIBRARIES weft_fcontext_variant)
