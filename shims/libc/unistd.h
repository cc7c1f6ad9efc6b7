/* Stand-in for <unistd.h>. */
#ifndef CRIT_SHIM_LIBC_UNISTD_H
#define CRIT_SHIM_LIBC_UNISTD_H

#include <stddef.h>
#include <sys/types.h>

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

ssize_t read(int fd, void *out, size_t size);
ssize_t write(int fd, const void *data, size_t size);
int close(int fd);
off_t lseek(int fd, off_t offset, int whence);
int isatty(int fd);
int unlink(const char *path);
int access(const char *path, int mode);
unsigned sleep(unsigned seconds);
int usleep(useconds_t us);
pid_t getpid(void);
void *sbrk(ptrdiff_t increment);
_Noreturn void _exit(int status);

#endif
