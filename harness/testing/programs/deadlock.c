#include <pthread.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_lock(void *unused) {
    pthread_mutex_lock(&lock);
    return unused;
}

/* Nobody ever writes, unlocks or ends: a pipe, a futex, an epoll and a child are waited for. */
int main(void) {
    pthread_t thread;
    pipe(ends);
    if (fork() == 0) {
        char byte;
        read(ends[0], &byte, 1);
        _exit(0);
    }
    if (fork() == 0) {
        int epoll = epoll_create1(0);
        struct epoll_event event = {.events = EPOLLIN};
        epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
        epoll_wait(epoll, &event, 1, -1);
        _exit(0);
    }
    puts("before: 1");
    fflush(stdout);
    pthread_mutex_lock(&lock);
    pthread_create(&thread, NULL, wait_for_lock, NULL);
    wait(NULL);
    return 0;
}
