# Folders of text that the program carries inside: models/, shims/, docs/rules/ and the report's styles.

find_program(CRIT_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(CRIT_PYTHON NAMES python3 REQUIRED)

# Adds to `target` a generated table of the files in `folder`; see tools/embed.py for the arguments.
function(crit_embed target folder header struct function)
  set(out ${CMAKE_BINARY_DIR}/generated/${function}.c)
  list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/${folder}/* OUTPUT_VARIABLE patterns)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CRIT_PYTHON} ${CMAKE_SOURCE_DIR}/tools/embed.py ${out} ${header} ${struct} ${function}
            ${CMAKE_SOURCE_DIR}/${folder} ${ARGN}
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/tools/embed.py
    COMMENT "Embedding ${folder}/"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()

# Adds to `target` what says which critlint this is: its version and a hash of the sources in the folders.
function(crit_build_id target header)
  set(out ${CMAKE_BINARY_DIR}/generated/build_id.c)
  list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE patterns)
  list(TRANSFORM patterns APPEND /*)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${patterns})
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CRIT_PYTHON} ${CMAKE_SOURCE_DIR}/tools/build_id.py ${out} ${header} ${PROJECT_VERSION}
            ${CMAKE_SOURCE_DIR} ${ARGN}
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/tools/build_id.py
    COMMENT "Hashing the sources"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
