# SPDX-License-Identifier: BSL-1.0
# `cpack` in the build folder makes Debian packages: libweft-dev, and of a shared build libweft0.1 as well (the SONAME's number).

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the weft project" CACHE STRING "Who made the package: Name <address>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF) # the debugger script reads the symbol table
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)

set(weft_runtime_package "libweft${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")
set(CPACK_COMPONENT_WEFT_RUNTIME_DESCRIPTION "${PROJECT_DESCRIPTION}\n Stackful fibers on a work-stealing scheduler: the shared libraries.")
set(CPACK_DEBIAN_WEFT_RUNTIME_PACKAGE_NAME "${weft_runtime_package}")
set(CPACK_DEBIAN_WEFT_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_WEFT_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_BINARY_DIR}")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)

set(CPACK_COMPONENT_WEFT_DEVELOPMENT_DESCRIPTION
  "${PROJECT_DESCRIPTION} (development)\n Headers, libraries to link, CMake package, pkg-config files and a script for gdb.")
set(CPACK_DEBIAN_WEFT_DEVELOPMENT_PACKAGE_NAME libweft-dev)
set(CPACK_DEBIAN_WEFT_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_WEFT_DEVELOPMENT_PACKAGE_DEPENDS
  "libfmt-dev, libboost1.81-dev | libboost-dev (>= 1.81), libboost-context1.81-dev | libboost-context-dev (>= 1.81)")

set(CPACK_COMPONENTS_ALL weft_development)
if(BUILD_SHARED_LIBS)
  list(PREPEND CPACK_COMPONENTS_ALL weft_runtime)
  string(PREPEND CPACK_DEBIAN_WEFT_DEVELOPMENT_PACKAGE_DEPENDS "${weft_runtime_package} (= ${PROJECT_VERSION}), ")
endif()
include(CPack)
