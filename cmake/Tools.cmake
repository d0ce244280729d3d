# How things are built: sanitizers where asked for; ccache and mold where they are here, which nothing depends on.
option(IPCLAB_SANITIZE "Build with the address and undefined behaviour sanitizers" OFF)
if(IPCLAB_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

find_program(IPCLAB_CCACHE ccache)
mark_as_advanced(IPCLAB_CCACHE)
if(IPCLAB_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It is here, but does it work? It needs a folder that it may write to.
  file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/ccache.cpp "")
  execute_process(COMMAND ${IPCLAB_CCACHE} ${CMAKE_CXX_COMPILER} -c ccache.cpp -o ccache.o
                  WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/CMakeFiles RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(status EQUAL 0)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${IPCLAB_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${IPCLAB_CCACHE})
  endif()
endif()

find_program(IPCLAB_MOLD mold)
mark_as_advanced(IPCLAB_MOLD)
if(IPCLAB_MOLD)
  include(CheckLinkerFlag)
  check_linker_flag(CXX -fuse-ld=mold IPCLAB_MOLD_WORKS)
  if(IPCLAB_MOLD_WORKS)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
