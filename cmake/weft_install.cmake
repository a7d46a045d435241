# SPDX-License-Identifier: BSL-1.0
# `cmake --install`: headers, libraries, the gdb script, what find_package(weft) and pkg-config read. Also as a part of a project that
# has weft as a subdirectory, so that it can install and export targets which link weft; WEFT_INSTALL=OFF leaves weft out.

if(NOT WEFT_INSTALL OR WEFT_FOREIGN_SOURCES)
  return()
endif()

include(CMakePackageConfigHelpers)
include(weft_pkgconfig)
set(weft_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/weft")

# Two components: what programs need to run (shared libraries), and the rest, which is needed to build programs.
install(TARGETS weft weft_asio weft_testing weft_allocation_failures EXPORT weftTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT weft_runtime NAMELINK_COMPONENT weft_development
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT weft_development
  OBJECTS DESTINATION "${CMAKE_INSTALL_LIBDIR}/weft" COMPONENT weft_development)
install(DIRECTORY "${weft_root}/include/" "${weft_generated}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  COMPONENT weft_development FILES_MATCHING PATTERN "*.hpp")
install(FILES "${weft_root}/lib/observe/weft-gdb.py" DESTINATION "${CMAKE_INSTALL_DATADIR}/weft" COMPONENT weft_development)
install(EXPORT weftTargets NAMESPACE weft:: DESTINATION "${weft_package_dir}" COMPONENT weft_development)

configure_package_config_file("${weft_root}/cmake/weftConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/weftConfig.cmake" INSTALL_DESTINATION "${weft_package_dir}")
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/weftConfigVersion.cmake"
  VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/weftConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/weftConfigVersion.cmake"
  DESTINATION "${weft_package_dir}" COMPONENT weft_development)

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

add_custom_target(uninstall COMMENT "Removing what was installed last" VERBATIM
  COMMAND ${CMAKE_COMMAND} "-DMANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt" -P "${weft_root}/cmake/uninstall.cmake")
include(weft_package)
