/*
 * Tells the thread sanitizer of the order that a contended `Mutex` makes.
 *
 * Where one thread waits for another, Swift's `Synchronization.Mutex` on Linux is locked and unlocked
 * by functions of the toolchain's library, which is built without the sanitizer, or by the kernel
 * (FUTEX_LOCK_PI): two accesses under the same lock then look like a race. Preloaded, this stands in
 * front of these functions and notes what they do; nothing is suppressed. `scripts/sanitize` builds
 * it. The names are those of `_MutexHandle._lockSlow(_:)`, `_tryLockSlow()` and `_unlockSlow()`.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

typedef SWIFT void lock_function(uint32_t thread, SELF);
typedef SWIFT bool try_lock_function(SELF);
typedef SWIFT void unlock_function(SELF);

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

/* Calls a function of the sanitizer's runtime, which processes built without it do not have. */
static void note(const char *name, void *mutex) {
    void (*function)(void *) = (void (*)(void *))dlsym(RTLD_DEFAULT, name);
    if (function != NULL) function(mutex);
}

SWIFT void lock_slow(uint32_t thread, SELF) {
    static lock_function *next;
    if (next == NULL) next = (lock_function *)dlsym(RTLD_NEXT, LOCK);
    next(thread, self);
    note("__tsan_acquire", self);
}

SWIFT bool try_lock_slow(SELF) {
    static try_lock_function *next;
    if (next == NULL) next = (try_lock_function *)dlsym(RTLD_NEXT, TRY_LOCK);
    bool is_locked = next(self);
    if (is_locked) note("__tsan_acquire", self);
    return is_locked;
}

SWIFT void unlock_slow(SELF) {
    static unlock_function *next;
    if (next == NULL) next = (unlock_function *)dlsym(RTLD_NEXT, UNLOCK);
    note("__tsan_release", self);
    next(self);
}
