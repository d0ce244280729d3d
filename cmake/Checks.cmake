# Tests of the sources themselves. One whose tool is missing is shown as not run: `./ipclab test` installs all of them.
add_test(NAME "sources: layers" COMMAND ${CMAKE_COMMAND} -DSOURCES=${PROJECT_SOURCE_DIR}/grader/src
                                        -P ${PROJECT_SOURCE_DIR}/grader/tests/layers.cmake)
add_test(NAME "sources: format" COMMAND ${PROJECT_SOURCE_DIR}/grader/tests/format.sh)
add_test(NAME "sources: shell scripts" COMMAND ${PROJECT_SOURCE_DIR}/grader/tests/shell-scripts.sh)
add_test(NAME "sources: tidy" COMMAND ${PROJECT_SOURCE_DIR}/grader/tests/tidy.sh ${CMAKE_BINARY_DIR})
set_tests_properties("sources: layers" "sources: format" "sources: shell scripts" "sources: tidy"
                     PROPERTIES LABELS sources SKIP_RETURN_CODE 77)
# It uses every processor, so nothing runs beside it.
set_tests_properties("sources: tidy" PROPERTIES RUN_SERIAL ON TIMEOUT 3600)

add_test(NAME "way in: ./ipclab" COMMAND ${PROJECT_SOURCE_DIR}/grader/tests/way-in.sh ${PROJECT_SOURCE_DIR}/ipclab)
set_tests_properties("way in: ./ipclab" PROPERTIES LABELS way-in)
