/* Locks of the threads library that lie in shared memory (PTHREAD_PROCESS_SHARED, sem_init with pshared): each operation is told
 * as an atomic update of the lock, which is what it is. Else a program that is right with them would seem to do without. */
#include "log.h"

static void update(const volatile void* lock, const void* place) {
    if (ipclab_is_shared(lock))
        ipclab_record_atomic((uint64_t)lock, sizeof(uint32_t), ipclab_atomic_update, place, (const void*)lock, 1);
}

/* `before` where others may go on by it, `after` where it has waited for others. */
#define RELEASES(name)                                                                                                      \
    int __real_##name(void*);                                                                                               \
    int __wrap_##name(void* lock) {                                                                                         \
        update(lock, IPCLAB_HERE);                                                                                          \
        return __real_##name(lock);                                                                                         \
    }
#define ACQUIRES(name)                                                                                                      \
    int __real_##name(void*);                                                                                               \
    int __wrap_##name(void* lock) {                                                                                         \
        const int result = __real_##name(lock);                                                                             \
        if (result == 0) update(lock, IPCLAB_HERE);                                                                         \
        return result;                                                                                                      \
    }
ACQUIRES(pthread_mutex_lock)
ACQUIRES(pthread_mutex_trylock)
RELEASES(pthread_mutex_unlock)
ACQUIRES(pthread_spin_lock)
ACQUIRES(pthread_spin_trylock)
RELEASES(pthread_spin_unlock)
ACQUIRES(pthread_rwlock_rdlock)
ACQUIRES(pthread_rwlock_wrlock)
RELEASES(pthread_rwlock_unlock)
RELEASES(pthread_cond_signal)
RELEASES(pthread_cond_broadcast)
ACQUIRES(sem_wait)
ACQUIRES(sem_trywait)
RELEASES(sem_post)

int __real_pthread_barrier_wait(void*);
int __wrap_pthread_barrier_wait(void* barrier) {
    update(barrier, IPCLAB_HERE);
    const int result = __real_pthread_barrier_wait(barrier);
    update(barrier, IPCLAB_HERE);
    return result;
}
int __real_pthread_cond_wait(void*, void*);
int __wrap_pthread_cond_wait(void* condition, void* mutex) {
    update(mutex, IPCLAB_HERE);
    const int result = __real_pthread_cond_wait(condition, mutex);
    update(condition, IPCLAB_HERE);
    update(mutex, IPCLAB_HERE);
    return result;
}
