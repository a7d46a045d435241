# SPDX-License-Identifier: BSL-1.0
# cmake -DMANIFEST=... -P uninstall.cmake
# Removes the files that MANIFEST lists, and those of their folders that belong to weft alone and are empty then.

if(NOT EXISTS "${MANIFEST}")
  message(FATAL_ERROR "${MANIFEST} does not exist: nothing was installed from this build folder")
endif()

file(STRINGS "${MANIFEST}" files)
set(folders "")
foreach(file IN LISTS files)
  file(REMOVE "$ENV{DESTDIR}${file}")
  cmake_path(GET file PARENT_PATH folder)
  # Folders of weft alone, from the innermost outwards.
  while(folder MATCHES "/weft(/|$)")
    list(APPEND folders "$ENV{DESTDIR}${folder}")
    cmake_path(GET folder PARENT_PATH folder)
  endwhile()
endforeach()

list(REMOVE_DUPLICATES folders)
list(SORT folders ORDER DESCENDING)
foreach(folder IN LISTS folders)
  file(GLOB left LIST_DIRECTORIES true "${folder}/*")
  if(NOT left)
    file(REMOVE_RECURSE "${folder}")
  endif()
endforeach()
