/* Stand-in for zephyr/logging/log.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_LOGGING_LOG_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_LOGGING_LOG_H

void crit_shim_log(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define LOG_MODULE_REGISTER(...) struct crit_shim_log_module
#define LOG_MODULE_DECLARE(...) struct crit_shim_log_module
#define LOG_ERR(...) crit_shim_log(__VA_ARGS__)
#define LOG_WRN(...) crit_shim_log(__VA_ARGS__)
#define LOG_INF(...) crit_shim_log(__VA_ARGS__)
#define LOG_DBG(...) crit_shim_log(__VA_ARGS__)

#endif
