/* What a vendor header brings: macros that define functions and objects in the file that uses them. */
#ifndef SAMPLES_MACROS_H
#define SAMPLES_MACROS_H
#define HANDLER(vector) void vector(void); void vector(void)
#define SHARED(type, name) static volatile type name
#define REGISTER (*(volatile unsigned char *)0x5f)
#define DISABLE() __asm volatile("cpsid i" ::: "memory")
#define ENABLE() __asm volatile("cpsie i" ::: "memory")
#define UPDATE(object, by) do { DISABLE(); (object) += (by); ENABLE(); } while (0)
extern int header_counter;
static inline int header_used(int by) { return header_counter += by; }
static inline int header_unused(int by) { return header_counter -= by; }
#endif
