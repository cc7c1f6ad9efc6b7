/* The version, in one place: CMake, setup.py and the reports read it here. */
#ifndef DRIVER_VERSION_H
#define DRIVER_VERSION_H

#define CRITLINT_VERSION "0.1.0"

#endif
