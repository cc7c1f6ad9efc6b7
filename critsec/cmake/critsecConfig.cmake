# critsec's targets, for find_package(critsec) and for add_subdirectory alike. The package is its sources: a
# port is compiled in the project that links it, for that project's processor and settings.
#
#   critsec::critsec   the headers, for libraries
#   critsec::<port>    one of ports/, for the program
#   critsec::debug     the headers with checks (critsec/debug.h)
if(TARGET critsec)
  return()
endif()
get_filename_component(critsec_root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)

# Where a project is C++ alone, CMake would leave the ports out without a word.
get_property(critsec_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(NOT C IN_LIST critsec_languages)
  enable_language(C)
endif()

# Settings of ports, set before this file is read or in the cache. A value that the project has set stays.
set(critsec_flags CRITSEC_CORTEX_M7_R0P1 CRITSEC_ARM_MASK_FIQ CRITSEC_RISCV_S_MODE)
function(critsec_setting name meaning)
  if(DEFINED ${name})
    return()
  elseif(name IN_LIST critsec_flags)
    set(${name} OFF CACHE BOOL "${meaning}")
  else()
    set(${name} "" CACHE STRING "${meaning}")
  endif()
endfunction()

critsec_setting(CRITSEC_PRIORITY_BITS "cortex_m_basepri, cortex_m_svc: the device's __NVIC_PRIO_BITS")
critsec_setting(CRITSEC_CEILING "cortex_m_basepri, cortex_m_svc: most urgent masked priority, unshifted")
critsec_setting(CRITSEC_SVC "cortex_m_svc: the first of three SVC numbers")
critsec_setting(CRITSEC_CORE_REGISTER "cortex_m_multicore: address of the core's number")
critsec_setting(CRITSEC_GRANULE "cortex_m_multicore, cortex_a_smp: bytes of a reservation granule")
critsec_setting(CRITSEC_SPINLOCK "rp2040: number of the hardware spinlock")
critsec_setting(CRITSEC_FREERTOS_COUNT "freertos: 1 where the kernel's saving pair does nothing")
critsec_setting(CRITSEC_FREERTOS_IN_ISR "freertos, counting: an expression that is true in handlers")
critsec_setting(CRITSEC_CORTEX_M7_R0P1 "cortex_m_basepri: work around erratum 837070")
critsec_setting(CRITSEC_ARM_MASK_FIQ "arm_cpsr: mask FIQ too")
critsec_setting(CRITSEC_RISCV_S_MODE "riscv: supervisor mode")

# Some build systems (Zephyr's) choose the standard for all, and leave CMake without what it knows of it.
function(critsec_wants_c11 target)
  if("c_std_11" IN_LIST CMAKE_C_COMPILE_FEATURES)
    target_compile_features(${target} PRIVATE c_std_11)
  endif()
endfunction()

add_library(critsec INTERFACE)
add_library(critsec::critsec ALIAS critsec)
target_include_directories(critsec INTERFACE ${critsec_root}/include)

# Linked in place of critsec::critsec, and to the program: sections are checked (critsec/debug.h).
add_library(critsec_debug OBJECT EXCLUDE_FROM_ALL ${critsec_root}/debug/critsec_debug.c)
add_library(critsec::debug ALIAS critsec_debug)
target_compile_definitions(critsec_debug INTERFACE CRITSEC_DEBUG)
critsec_wants_c11(critsec_debug)
target_link_libraries(critsec_debug PUBLIC critsec)
set_property(GLOBAL APPEND PROPERTY critsec_objects debug)

# A port is built only where it is linked. Those of the own hardware are declared by the same call:
# critsec_add_port(board boards/my_port.c)
function(critsec_add_port name source)
  add_library(critsec_${name} OBJECT EXCLUDE_FROM_ALL ${source})
  add_library(critsec::${name} ALIAS critsec_${name})
  critsec_wants_c11(critsec_${name})
  # The mark that must be the same in the whole program. CMake compares it for libraries of the link line
  # only, of which an object library is none: so it sits on an interface library.
  add_library(critsec_mark_${name} INTERFACE)
  set_property(TARGET critsec_mark_${name} PROPERTY INTERFACE_CRITSEC_PORT ${name})
  set_property(TARGET critsec_mark_${name} PROPERTY COMPATIBLE_INTERFACE_STRING CRITSEC_PORT)
  target_link_libraries(critsec_${name} PUBLIC critsec critsec_mark_${name})
  set_property(GLOBAL APPEND PROPERTY critsec_objects ${name})
endfunction()

# Hands settings that are set, and only those, to a port's source.
function(critsec_port_settings name)
  foreach(setting IN LISTS ARGN)
    if(setting IN_LIST critsec_flags AND ${setting})
      target_compile_definitions(critsec_${name} PRIVATE ${setting})
    elseif(NOT setting IN_LIST critsec_flags AND NOT "${${setting}}" STREQUAL "")
      target_compile_definitions(critsec_${name} PRIVATE ${setting}=${${setting}})
    endif()
  endforeach()
endfunction()

foreach(port cortex_m_primask cortex_m_basepri cortex_m_svc cortex_m_multicore rp2040 arm_cpsr cortex_a_smp
             riscv riscv_smp avr freertos zephyr)
  critsec_add_port(${port} ${critsec_root}/ports/${port}.c)
endforeach()
critsec_port_settings(cortex_m_basepri CRITSEC_PRIORITY_BITS CRITSEC_CEILING CRITSEC_CORTEX_M7_R0P1)
critsec_port_settings(cortex_m_svc CRITSEC_PRIORITY_BITS CRITSEC_CEILING CRITSEC_SVC)
critsec_port_settings(cortex_m_multicore CRITSEC_CORE_REGISTER CRITSEC_GRANULE)
critsec_port_settings(cortex_a_smp CRITSEC_GRANULE)
critsec_port_settings(rp2040 CRITSEC_SPINLOCK)
critsec_port_settings(freertos CRITSEC_FREERTOS_COUNT CRITSEC_FREERTOS_IN_ISR)
critsec_port_settings(arm_cpsr CRITSEC_ARM_MASK_FIQ)
critsec_port_settings(riscv CRITSEC_RISCV_S_MODE)

find_package(Threads)
if(Threads_FOUND)
  critsec_add_port(posix ${critsec_root}/ports/posix.c)
  target_link_libraries(critsec_posix PUBLIC Threads::Threads)
endif()

# The compilation database, which tells tools what the program is made of, would list ports that are never
# built. When the project is read to its end, those that no target mentions are taken out of it.
function(critsec_targets_below folder result)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(subfolders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(subfolder IN LISTS subfolders)
    critsec_targets_below(${subfolder} below)
    list(APPEND targets ${below})
  endforeach()
  set(${result} "${targets}" PARENT_SCOPE)
endfunction()

function(critsec_leave_out_unused)
  get_property(objects GLOBAL PROPERTY critsec_objects)
  critsec_targets_below(${CMAKE_SOURCE_DIR} targets)
  list(TRANSFORM objects PREPEND critsec_ OUTPUT_VARIABLE own)
  list(REMOVE_ITEM targets ${own})
  set(used "")
  foreach(target IN LISTS targets)
    foreach(property LINK_LIBRARIES INTERFACE_LINK_LIBRARIES SOURCES INTERFACE_SOURCES)
      get_property(words TARGET ${target} PROPERTY ${property})
      list(APPEND used ${words})
    endforeach()
  endforeach()
  foreach(name IN LISTS objects)
    if(NOT " ${used} " MATCHES "[^A-Za-z0-9_]critsec(::|_)${name}[^A-Za-z0-9_]")
      set_property(TARGET critsec_${name} PROPERTY EXPORT_COMPILE_COMMANDS OFF)
    endif()
  endforeach()
endfunction()

if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.20)
  cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL critsec_leave_out_unused)
endif()
