#include "driver/third_party.h"

#include <stddef.h>
#include <string.h>

/* Whole path components, spelt as the tools make them: "drivers" may well be the user's own. */
static const char *const folders[] = {
    "Drivers",
    "Middlewares",
    "third_party",
    "thirdparty",
    "ThirdParty",
    "Third_Party",
    "third-party",
    "vendor",
    "Vendor",
    "vendors",
    "external",
    "externals",
    "extern",
    "contrib",
    "CMSIS",
    "sdk",
    "esp-idf",
    "FreeRTOS",
    "FreeRTOS-Kernel",
    "node_modules",
    "submodules",
    "packages",
    "managed_components",
    "lib_deps",
    "mbed-sdk",
    "mbed-os",
    "libopencm3",
    "lwip",
    "tinyusb",
    "FatFs",
    "fatfs",
};

static bool is_folder(const char *start, size_t length)
{
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        if (strlen(folders[i]) == length && strncmp(folders[i], start, length) == 0) {
            return true;
        }
    }
    return false;
}

bool third_party_path(const char *path)
{
    if (*path == '/') {
        return false;
    }
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(path, '/')) {
        if (is_folder(path, (size_t)(slash - path))) {
            return true;
        }
        path = slash + 1;
    }
    return false;
}
