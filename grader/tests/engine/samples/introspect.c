// All that a program can find out about itself without asking for the time: it must be the same however it was started.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>

extern char** environ;

static volatile sig_atomic_t arrived;
static void arrive(int signo) { arrived = signo; }

static void bytes(const char* name, const void* from, size_t size) {
    printf("%s:", name);
    for (size_t i = 0; i < size; ++i)
        printf(" %02x", ((const unsigned char*)from)[i]);
    printf("\n");
}

static void numbers(const char* name, unsigned long a, unsigned long b) { printf("%s: %lx %lx\n", name, a, b); }

/* Lines of a file, without those that tell how much memory is in use, how often it was interrupted, and so on. */
static void text(const char* path) {
    static const char* const counted[] = {"VmPeak", "VmHWM", "VmRSS", "Rss", "VmPTE", "VmSwap", "SigQ", "voluntary", "nonvoluntary"};
    char line[4096];
    FILE* file = fopen(path, "r");
    printf("--- %s\n", path);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        int skip = 0;
        for (size_t i = 0; i < sizeof counted / sizeof *counted; ++i)
            skip = skip || strncmp(line, counted[i], strlen(counted[i])) == 0;
        if (!skip) fputs(line, stdout);
    }
    if (file != NULL) fclose(file);
}

static void raw(const char* path) {
    unsigned char block[16384];
    const int fd = open(path, O_RDONLY);
    const ssize_t n = read(fd, block, sizeof block);
    bytes(path, block, n > 0 ? (size_t)n : 0);
    close(fd);
}

static void target(const char* path) {
    char to[4096];
    const ssize_t n = readlink(path, to, sizeof to - 1);
    to[n > 0 ? n : 0] = '\0';
    printf("%s -> %s\n", path, to);
}

/* proc_pid_stat(5); left out: flags, which say whether there was an exec, page faults, times, the size in memory. */
static void stat_fields(void) {
    char line[4096] = "";
    FILE* file = fopen("/proc/self/stat", "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL) return;
    fclose(file);
    int number = 0;
    for (char* word = strtok(line, " "); word != NULL; word = strtok(NULL, " ")) {
        ++number;
        const int changes = (number >= 9 && number <= 17) || number == 22 || number == 24 || number == 28 ||
                            number == 29 || number == 30 || number == 35 || number == 36 || number == 37 || number == 39 ||
                            number == 42 || number == 43;
        if (!changes) printf("stat %d: %s\n", number, word);
    }
}

static void descriptors(void) {
    DIR* folder = opendir("/proc/self/fd");
    for (struct dirent* entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        const int fd = atoi(entry->d_name);
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        struct stat status;
        fstat(fd, &status);
        target(path);
        printf("  flags %x %x, at %ld, mode %o, tty %d\n", fcntl(fd, F_GETFD), fcntl(fd, F_GETFL), (long)lseek(fd, 0, SEEK_CUR),
               status.st_mode, isatty(fd));
    }
    if (folder != NULL) closedir(folder);
    struct winsize size = {0, 0, 0, 0};
    struct termios settings;
    memset(&settings, 0, sizeof settings);
    ioctl(1, TIOCGWINSZ, &size);
    tcgetattr(1, &settings);
    printf("terminal %s %d x %d\n", ttyname(1), size.ws_row, size.ws_col);
    bytes("termios", &settings, sizeof settings);
}

static void signals(void) {
    sigset_t set;
    sigprocmask(SIG_SETMASK, NULL, &set);
    bytes("blocked", &set, 8);
    for (int signo = 1; signo <= 64; ++signo) {
        struct sigaction action;
        if (sigaction(signo, NULL, &action) == 0 && action.sa_handler != SIG_DFL) printf("signal %d is handled\n", signo);
    }
    stack_t alternative;
    sigaltstack(NULL, &alternative);
    numbers("alternative stack", (unsigned long)alternative.ss_sp, (unsigned long)alternative.ss_flags);
    signal(SIGUSR1, arrive);
    raise(SIGUSR1); /* to the thread whose id libc has kept */
    printf("arrived: %d\n", (int)arrived);
}

static void process(void) {
    printf("pid %d %d, parent %d, group %d, session %d\n", getpid(), (int)syscall(SYS_gettid), getppid(), getpgrp(), getsid(0));
    uid_t a, b, c;
    getresuid(&a, &b, &c);
    printf("uid %u %u %u\n", a, b, c);
    getresgid(&a, &b, &c);
    printf("gid %u %u %u, %d groups\n", a, b, c, getgroups(0, NULL));
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    memset(data, 0xff, sizeof data);
    syscall(SYS_capget, &header, data);
    bytes("capabilities", data, sizeof data);
    for (unsigned long capability = 0; capability < 41; ++capability)
        printf("%d%d", prctl(PR_CAPBSET_READ, capability, 0, 0, 0),
               prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0));
    int death = -1;
    prctl(PR_GET_PDEATHSIG, &death);
    char name[16] = "";
    prctl(PR_GET_NAME, name);
    unsigned long* tid_address = NULL;
    prctl(PR_GET_TID_ADDRESS, &tid_address);
    void* robust = NULL;
    size_t size = 0;
    syscall(SYS_get_robust_list, 0, &robust, &size);
    printf("\ndumpable %d, keeps %d, bits %x, death %d, name %s, slack %d, privileges %d\n", prctl(PR_GET_DUMPABLE),
           prctl(PR_GET_KEEPCAPS), (unsigned)prctl(PR_GET_SECUREBITS), death, name, prctl(PR_GET_TIMERSLACK),
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    numbers("tid address, robust list", (unsigned long)tid_address, (unsigned long)robust + size);
    printf("personality %x, umask %o, nice %d, policy %d\n", (unsigned)personality(0xffffffff), umask(022),
           getpriority(PRIO_PROCESS, 0), sched_getscheduler(0));
    struct itimerval timer;
    getitimer(ITIMER_VIRTUAL, &timer);
    numbers("timer", (unsigned long)timer.it_value.tv_sec, (unsigned long)timer.it_value.tv_usec);
}

static void memory(void) {
    unsigned long canary, guard, base;
    unsigned mxcsr;
    unsigned short control;
    __asm__("mov %%fs:0x28, %0; mov %%fs:0x30, %1; mov %%fs:0, %2; stmxcsr %3; fnstcw %4"
            : "=r"(canary), "=r"(guard), "=r"(base), "=m"(mxcsr), "=m"(control));
    numbers("canary, guard", canary, guard);
    numbers("thread, floating point", base, (unsigned long)mxcsr << 16 | control);
    numbers("break, stack", (unsigned long)sbrk(0), (unsigned long)&base);
    numbers("allocated, mapped", (unsigned long)malloc(100),
            (unsigned long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    bytes("AT_RANDOM", (const void*)getauxval(AT_RANDOM), 16);
    unsigned char drawn[16];
    printf("drawn %d\n", (int)getrandom(drawn, sizeof drawn, 0));
    bytes("getrandom", drawn, sizeof drawn);
}

static void objects(void) {
    const int queue = msgget(IPC_PRIVATE, 0600), set = semget(IPC_PRIVATE, 1, 0600), segment = shmget(IPC_PRIVATE, 1, 0600);
    printf("objects %d %d %d\n", queue, set, segment);
    msgctl(queue, IPC_RMID, NULL);
    semctl(set, 0, IPC_RMID);
    shmctl(segment, IPC_RMID, NULL);
    text("/proc/sysvipc/sem");
}

int main(int argc, char** argv) {
    printf("errno %d\n", errno);
    for (int i = 0; i < argc; ++i)
        printf("argument %p %s\n", (void*)argv[i], argv[i]);
    for (int i = 0; environ[i] != NULL; ++i)
        printf("environment %p %s\n", (void*)environ[i], environ[i]);
    process();
    signals();
    memory();
    descriptors();
    stat_fields();
    text("/proc/self/status");
    text("/proc/self/maps");
    text("/proc/self/limits");
    raw("/proc/self/auxv");
    raw("/proc/self/cmdline");
    raw("/proc/self/environ");
    target("/proc/self/exe");
    target("/proc/self/cwd");
    target("/proc/self/root");
    objects();
    char line[100] = "";
    if (fgets(line, sizeof line, stdin) != NULL) printf("input %s", line);
    return 0;
}
