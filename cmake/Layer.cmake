# The grader's layers, one static library each. KNOWS names the layers that it may include; it sees no others' code because
# everything stands under one include folder, so the rule is held by a test (grader/tests/layers.cmake).
function(ipclab_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;KNOWS;USES" ${ARGN})
  add_library(ipclab_${name} STATIC ${arg_SOURCES})
  target_include_directories(ipclab_${name} PUBLIC ${PROJECT_SOURCE_DIR}/grader/src)
  list(TRANSFORM arg_KNOWS PREPEND ipclab_)
  target_link_libraries(ipclab_${name} PUBLIC ${arg_KNOWS} PRIVATE ${arg_USES})
  ipclab_warnings(ipclab_${name})
endfunction()

# Designated initializers name what they set, and the rest has a default: -Wextra's warning about the rest would be noise.
function(ipclab_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
                                           -Woverloaded-virtual -Wno-missing-field-initializers -Werror)
  # What GCC believes never to have been written depends on what it inlines, and is often wrong: the version of Debian 12 decides.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
endfunction()
