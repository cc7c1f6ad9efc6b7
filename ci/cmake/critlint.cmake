# critlint as a target of a CMake build:
#
#   include(critlint.cmake)                 before the first add_executable or add_library
#   critlint_add_check()                    after the targets
#
#   critlint_add_check([NAME critlint]      the target's name
#                      [TARGETS t...]       are built first: they may generate headers
#                      [PATHS p...]         what is checked; default: the project's source folder
#                      [OPTIONS o...]       further options of critlint
#                      [SARIF file] [HTML file]
#                      [TEST]               also a test of ctest, under the same name
#                      [ALL])               part of the default build: a finding of tier A fails it
#
# CRITLINT_EXECUTABLE is the program; it is searched on the PATH.

cmake_minimum_required(VERSION 3.18)

# Here and not in the function: it counts for the targets that are made from now on.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CRITLINT_EXECUTABLE critlint DOC "The static analyser for critical sections")

function(critlint_add_check)
  cmake_parse_arguments(PARSE_ARGV 0 check "ALL;TEST" "NAME;SARIF;HTML" "TARGETS;PATHS;OPTIONS")
  if(check_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "critlint_add_check: what is '${check_UNPARSED_ARGUMENTS}'?")
  endif()
  if(NOT CRITLINT_EXECUTABLE)
    message(FATAL_ERROR "critlint_add_check: critlint is not on the PATH; set CRITLINT_EXECUTABLE")
  endif()
  if(NOT check_NAME)
    set(check_NAME critlint)
  endif()
  if(NOT check_PATHS)
    set(check_PATHS .)
  endif()
  set(command ${CRITLINT_EXECUTABLE} check -p ${CMAKE_BINARY_DIR})
  if(check_SARIF)
    list(APPEND command --output sarif=${check_SARIF})
  endif()
  if(check_HTML)
    list(APPEND command --output html=${check_HTML})
  endif()
  list(APPEND command ${check_OPTIONS} ${check_PATHS})

  set(all)
  if(check_ALL)
    set(all ALL)
  endif()
  add_custom_target(
    ${check_NAME} ${all}
    COMMAND ${command}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    COMMENT "Checking critical sections"
    VERBATIM USES_TERMINAL)
  if(check_TARGETS)
    add_dependencies(${check_NAME} ${check_TARGETS})
  endif()
  if(check_TEST)
    add_test(NAME ${check_NAME} COMMAND ${command} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
endfunction()
