/* The contract suite's target on the host: SIGUSR1 is the handler, an interval timer's SIGALRM the timer. */
#define _GNU_SOURCE

#include "contract.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/time.h>

enum { MICROSECONDS = 100 };

static void on_usr1(int signal_number)
{
    (void)signal_number;
    contract_handler();
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
    contract_tick();
}

void target_init(void)
{
    struct sigaction action = {.sa_handler = on_usr1};
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
}

void target_pend(void)
{
    pthread_kill(pthread_self(), SIGUSR1);
}

uint32_t target_mask(void)
{
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    return (uint32_t)sigismember(&now, SIGUSR1) | (uint32_t)sigismember(&now, SIGALRM) << 1;
}

static void by_hand(int how)
{
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGALRM);
    pthread_sigmask(how, &both, NULL);
}

void target_mask_by_hand(void)
{
    by_hand(SIG_BLOCK);
}

void target_unmask_by_hand(void)
{
    by_hand(SIG_UNBLOCK);
}

void target_timer(bool on)
{
    const struct itimerval period = {{0, on ? MICROSECONDS : 0}, {0, on ? MICROSECONDS : 0}};
    setitimer(ITIMER_REAL, &period, NULL);
}

void target_say(const char *text)
{
    fputs(text, stdout);
}

void target_cases(void)
{
}

int main(void)
{
    return contract_run() ? 1 : 0;
}
