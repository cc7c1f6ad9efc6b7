/* Stand-in for esp_attr.h: where things lie. */
#ifndef CRIT_SHIM_ESP_IDF_ESP_ATTR_H
#define CRIT_SHIM_ESP_IDF_ESP_ATTR_H

#define IRAM_ATTR __attribute__((section(".iram1")))
#define DRAM_ATTR __attribute__((section(".dram1")))
#define RTC_DATA_ATTR __attribute__((section(".rtc.data")))
#define RTC_NOINIT_ATTR __attribute__((section(".rtc_noinit")))
#define RTC_IRAM_ATTR __attribute__((section(".rtc.text")))
#define EXT_RAM_ATTR
#define DMA_ATTR __attribute__((aligned(4)))
#define WORD_ALIGNED_ATTR __attribute__((aligned(4)))
#define FORCE_INLINE_ATTR static inline __attribute__((always_inline, unused))
#define NOINLINE_ATTR __attribute__((noinline))

#endif
