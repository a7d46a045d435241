# SPDX-License-Identifier: BSL-1.0
# weft::testing: the explorer of schedules, the simulator of fibers and the test kit, for users' programs as well.

weft_add_library(weft_testing testing explore testing)
target_link_libraries(weft_testing ${weft_testing_visibility} weft)
if(weft_testing_visibility STREQUAL "PUBLIC")
  target_link_libraries(weft_testing PRIVATE fmt::fmt)
endif()

# Replaces operator new for the programs that link it, so that explore() can let allocations fail. An object library: an
# archive's member might not be taken.
add_library(weft_allocation_failures OBJECT "${weft_root}/lib/allocation_failures/operator_new.cpp")
add_library(weft::allocation_failures ALIAS weft_allocation_failures)
set_target_properties(weft_allocation_failures PROPERTIES
  EXPORT_NAME allocation_failures POSITION_INDEPENDENT_CODE ON)
target_include_directories(weft_allocation_failures PRIVATE "${weft_root}/lib")
target_link_libraries(weft_allocation_failures PUBLIC weft_testing)
