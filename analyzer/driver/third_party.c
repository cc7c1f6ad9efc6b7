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

/* What makers' packages call the folder of their drivers, behind the name of a device family. */
static const char *const endings[] = {"_HAL_Driver", "_StdPeriph_Driver", "_StdPeriph_Lib", "_SPL_Driver"};

/* Files of such drivers that are templates for the user, and the user's. */
static const char *const users_own[] = {"msp", "conf", "timebase"};

static bool is_folder(const char *start, size_t length)
{
    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strncmp(start + length - ending, endings[i], ending) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
        if (strlen(folders[i]) == length && strncmp(folders[i], start, length) == 0) {
            return true;
        }
    }
    return false;
}

/* stm32f4xx_hal_spi.c, py32f07x_ll_tim.h: a driver as its maker ships it, wherever it was put. */
static bool is_makers_driver(const char *base)
{
    size_t family = strspn(base, "abcdefghijklmnopqrstuvwxyz0123456789");
    bool placeholder = family > 1 && base[family - 1] == 'x' && strcspn(base, "0123456789") < family;
    const char *part = base + family;
    size_t skipped = strncmp(part, "_hal_", 5) == 0 ? 5 : strncmp(part, "_ll_", 4) == 0 ? 4 : 0;
    if (!placeholder || !skipped) {
        return false;
    }
    for (size_t i = 0; i < sizeof(users_own) / sizeof(*users_own); i++) {
        if (strncmp(part + skipped, users_own[i], strlen(users_own[i])) == 0) {
            return false;
        }
    }
    return true;
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
    return is_makers_driver(path);
}
