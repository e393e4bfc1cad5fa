/*
 * Tells the thread sanitizer of the order that a contended `Mutex` makes.
 *
 * Swift's `Synchronization.Mutex` on Linux is a futex with priority inheritance. Where one thread
 * waits for another the kernel itself hands the lock over (FUTEX_LOCK_PI, FUTEX_UNLOCK_PI), so there
 * is no atomic operation for the sanitizer to see, and two accesses under the same lock look like a
 * race. Preloaded, this notes the two calls; nothing is suppressed. `scripts/sanitize` builds it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>

typedef long system_call(long, ...);
typedef void note(void *);

static system_call *next;
/* Of the sanitizer's runtime; absent in processes that are built without it. */
static note *acquire, *release;

__attribute__((constructor)) static void find_functions(void) {
    next = (system_call *)dlsym(RTLD_NEXT, "syscall");
    acquire = (note *)dlsym(RTLD_DEFAULT, "__tsan_acquire");
    release = (note *)dlsym(RTLD_DEFAULT, "__tsan_release");
}

long syscall(long number, ...) {
    if (next == NULL) find_functions();
    long arguments[6];
    va_list list;
    va_start(list, number);
    for (int index = 0; index < 6; index++) arguments[index] = va_arg(list, long);
    va_end(list);

    void *word = (void *)arguments[0];
    int operation = number == SYS_futex ? (int)arguments[1] & FUTEX_CMD_MASK : -1;
    if (operation == FUTEX_UNLOCK_PI && release != NULL) release(word);
    long result = next(
        number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
    int locks = operation == FUTEX_LOCK_PI || operation == FUTEX_TRYLOCK_PI;
    if (locks && result == 0 && acquire != NULL) acquire(word);
    return result;
}
