# SPDX-License-Identifier: BSL-1.0
# What users install: the build as a package and as a subdirectory, programs compiled in many ways against it, the Debian package.
# They take the libraries of this build, and compile small programs only; the test of the subdirectory alone builds weft once more.

if(WEFT_SANITIZE OR CMAKE_CROSSCOMPILING)
  return()
endif()

set(install_work "${CMAKE_BINARY_DIR}/install_test")
foreach(mode package subdirectory)
  add_test(NAME install.${mode} COMMAND ${CMAKE_COMMAND} -DMODE=${mode} "-DSOURCE=${weft_root}"
    "-DBUILD=${CMAKE_BINARY_DIR}" "-DWORK=${install_work}/${mode}"
    "-DCOMPILER=${CMAKE_CXX_COMPILER}" "-DLAUNCHER=${weft_ccache}" -P "${weft_root}/tests/install/run.cmake")
endforeach()

add_test(NAME install.exports COMMAND "${weft_root}/tests/install/exports_test.py" "${CMAKE_READELF}" "${CMAKE_BINARY_DIR}")
set(install_tests package subdirectory exports)
set(install_locked install.package)

# These tests compile with g++. A build by clang has the tests above.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(matrix "${weft_root}/tests/install/matrix.py")
  add_test(NAME install.static_prefix COMMAND ${CMAKE_COMMAND} --install "${CMAKE_BINARY_DIR}" --prefix "${install_work}/static_prefix")
  add_test(NAME install.static COMMAND "${matrix}" static --prefix "${install_work}/static_prefix" --work "${install_work}/static"
    --source "${weft_root}")
  add_test(NAME install.shared COMMAND "${matrix}" shared --prefix "${install_work}/subdirectory/prefix"
    --work "${install_work}/shared" --source "${weft_root}")
  add_test(NAME install.deb COMMAND "${weft_root}/tests/install/deb_test.sh" "${CMAKE_BINARY_DIR}" "${install_work}/deb"
    "${weft_root}/tests/install/programs/plain.cpp")
  set_tests_properties(install.static_prefix PROPERTIES FIXTURES_SETUP weft_static_prefix)
  set_tests_properties(install.static PROPERTIES FIXTURES_REQUIRED weft_static_prefix)
  set_tests_properties(install.subdirectory PROPERTIES FIXTURES_SETUP weft_shared_prefix)
  set_tests_properties(install.shared PROPERTIES FIXTURES_REQUIRED weft_shared_prefix)
  set_tests_properties(install.deb PROPERTIES SKIP_RETURN_CODE 77)
  list(APPEND install_tests static_prefix static shared deb)
  list(APPEND install_locked install.static_prefix install.deb)
endif()

list(TRANSFORM install_tests PREPEND "install.")
set_tests_properties(${install_tests} PROPERTIES LABELS install TIMEOUT 900)
# These install from the same build folder, whose manifest is one file.
set_tests_properties(${install_locked} PROPERTIES RESOURCE_LOCK weft_install)
