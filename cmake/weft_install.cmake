# SPDX-License-Identifier: BSL-1.0
# `cmake --install`: headers, libraries, the gdb script and the package that find_package(weft) reads.

if(NOT PROJECT_IS_TOP_LEVEL OR WEFT_FOREIGN_SOURCES)
  return()
endif()

include(CMakePackageConfigHelpers)
set(weft_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/weft")

install(TARGETS weft weft_asio weft_testing weft_allocation_failures EXPORT weftTargets
  OBJECTS DESTINATION "${CMAKE_INSTALL_LIBDIR}/weft")
install(DIRECTORY "${weft_root}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" OPTIONAL)
install(FILES "${weft_root}/lib/runtime/weft-gdb.py" DESTINATION "${CMAKE_INSTALL_DATADIR}/weft")
install(EXPORT weftTargets NAMESPACE weft:: DESTINATION "${weft_package_dir}")

configure_package_config_file("${weft_root}/cmake/weftConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/weftConfig.cmake" INSTALL_DESTINATION "${weft_package_dir}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/weftConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/weftConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/weftConfigVersion.cmake"
  DESTINATION "${weft_package_dir}")
