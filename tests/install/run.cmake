# SPDX-License-Identifier: BSL-1.0
# cmake -DMODE=package|subdirectory -DSOURCE=... -DBUILD=... -DWORK=... -DCOMPILER=... -P run.cmake
# Builds and runs the consumer project in WORK: with the installed package, or with the sources as a subdirectory and shared libraries.
# The latter is installed into WORK/prefix with the consumer's own library, which the project downstream finds there.

function(attempt)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(status "${status}" PARENT_SCOPE)
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(step)
  attempt(${ARGN})
  if(NOT status STREQUAL "0")
    message(FATAL_ERROR "${ARGN}\nended with status ${status}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
set(configure ${CMAKE_COMMAND} -G Ninja "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Debug)
set(consumer -S "${SOURCE}/tests/install/consumer" -B "${WORK}/build")

if(MODE STREQUAL "package")
  step(${CMAKE_COMMAND} --install "${BUILD}" --prefix "${WORK}/first")
  file(RENAME "${WORK}/first" "${WORK}/prefix")
  set(where "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
  attempt(${configure} ${consumer} ${where} -DCOMPONENTS=asio,carpets)
  if(status STREQUAL "0" OR NOT output MATCHES "has no component 'carpets'")
    message(FATAL_ERROR "a component that does not exist: status ${status}\n${output}")
  endif()
  list(APPEND where -DCOMPONENTS=asio,testing)
else()
  set(where "-DWEFT_SOURCE=${SOURCE}" -DWEFT_UNITY=ON -DBUILD_SHARED_LIBS=ON -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
endif()

step(${configure} ${consumer} ${where})
step(${CMAKE_COMMAND} --build "${WORK}/build")
step("${WORK}/build/consumer")

if(MODE STREQUAL "subdirectory")
  step(${CMAKE_COMMAND} --install "${WORK}/build" --prefix "${WORK}/prefix")
  step(${configure} -S "${SOURCE}/tests/install/downstream" -B "${WORK}/downstream" "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
  step(${CMAKE_COMMAND} --build "${WORK}/downstream")
  step("${WORK}/downstream/downstream")
else()
  # From a build folder of its own: the last installation of BUILD may be another's.
  set(manifest "${WORK}/manifest.txt")
  file(GLOB_RECURSE files "${WORK}/prefix/*")
  string(REPLACE ";" "\n" lines "${files}")
  file(WRITE "${manifest}" "${lines}\n")
  step(${CMAKE_COMMAND} "-DMANIFEST=${manifest}" -P "${SOURCE}/cmake/uninstall.cmake")
  file(GLOB_RECURSE files "${WORK}/prefix/*")
  if(files OR EXISTS "${WORK}/prefix/include/weft")
    message(FATAL_ERROR "left behind by the target uninstall: ${files}")
  endif()
endif()
