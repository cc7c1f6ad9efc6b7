# Zephyr loads this for -DZEPHYR_SCA_VARIANT=critlint with -DSCA_ROOT=<critlint>/ci/zephyr.
#
# critlint runs once the image is built, because the build generates headers. What it finds lies in
# <build>/sca/critlint. The build goes on with findings unless CRITLINT_EXIT_STATUS is set.

find_program(CRITLINT_EXE NAMES critlint REQUIRED)
message(STATUS "Found SCA: critlint (${CRITLINT_EXE})")

zephyr_get(CRITLINT_OPTS)
zephyr_get(CRITLINT_EXIT_STATUS)

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(critlint_out ${CMAKE_BINARY_DIR}/sca/critlint)
file(MAKE_DIRECTORY ${critlint_out})

# This file appears when the last image is linked, and the target below waits for it.
set_property(GLOBAL APPEND PROPERTY extra_post_build_commands
             COMMAND ${CMAKE_COMMAND} ARGS -E touch ${critlint_out}/ready)
set_property(GLOBAL APPEND PROPERTY extra_post_build_byproducts ${critlint_out}/ready)

if(NOT CRITLINT_EXIT_STATUS)
  list(APPEND CRITLINT_OPTS --exit-zero)
endif()

# The application alone is shown; Zephyr and its modules are read for facts.
add_custom_target(
  critlint ALL
  COMMAND ${CRITLINT_EXE} check -p ${CMAKE_BINARY_DIR}
          --output sarif=${critlint_out}/critlint.sarif --output html=${critlint_out}/critlint.html
          ${CRITLINT_OPTS} ${APPLICATION_SOURCE_DIR}
  DEPENDS ${critlint_out}/ready
  BYPRODUCTS ${critlint_out}/critlint.sarif ${critlint_out}/critlint.html
  VERBATIM USES_TERMINAL COMMAND_EXPAND_LISTS)
