// A disk that fails: preloaded into a process (LD_PRELOAD), it lets one chosen operation on the files below a folder fail.
// Operations are counted: write, pwrite, fsync, fdatasync, ftruncate, rename, and opening a file that is made.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { EIO_ONCE, NO_SPACE_ONCE, SHORT_ONCE, DEAD, TORN_AND_DEAD };

static char folder[4096];
static long fails_at = -1, count;
static int kind;

// Begins to count; operation 'at' (from 0) fails, none when it is negative.
void failing_disk_arm(const char *below, long at, int how) {
    snprintf(folder, sizeof folder, "%s", below);
    fails_at = at;
    kind = how;
    count = 0;
}

// Stops; returns how many operations there were.
long failing_disk_disarm(void) {
    folder[0] = 0;
    return count;
}

static int below(const char *path) {
    return folder[0] && strncmp(path, folder, strlen(folder)) == 0;
}

static int ours(int fd) {
    if (!folder[0]) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return below(path);
}

// Returns 0 when the operation is to be done, else sets errno; *half when only half of it is.
static int fails(int *half) {
    long now = count++;
    if (fails_at < 0 || now < fails_at) return 0;
    int first = now == fails_at;
    if (first && half && (kind == SHORT_ONCE || kind == TORN_AND_DEAD)) {
        *half = 1;
        return 0;
    }
    if (!first && kind < DEAD) return 0;
    if (kind == SHORT_ONCE) return 0;
    errno = kind == NO_SPACE_ONCE ? ENOSPC : EIO;
    return -1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *data, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t);
    int half = 0;
    if (ours(fd) && fails(&half)) return -1;
    return real(fd, data, half && n > 1 ? n / 2 : n);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    int half = 0;
    if (ours(fd) && fails(&half)) return -1;
    return real(fd, data, half && n > 1 ? n / 2 : n, at);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
    return pwrite64(fd, data, n, at);
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    return ours(fd) && fails(0) ? -1 : real(fd);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return ours(fd) && fails(0) ? -1 : real(fd);
}

int ftruncate64(int fd, off64_t length) {
    REAL(int, "ftruncate64", int, off64_t);
    return ours(fd) && fails(0) ? -1 : real(fd, length);
}

int ftruncate(int fd, off_t length) {
    return ftruncate64(fd, length);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return below(to) && fails(0) ? -1 : real(from, to);
}

static int opens(const char *name, const char *path, int flags, int mode) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
    return (flags & O_CREAT) && below(path) && fails(0) ? -1 : real(path, flags, mode);
}

#define OPEN(function) \
    int function(const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        int mode = flags & O_CREAT ? va_arg(more, int) : 0; \
        va_end(more); \
        return opens(#function, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
