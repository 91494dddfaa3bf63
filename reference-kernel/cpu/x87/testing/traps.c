/* Unmasked floating-point exceptions arrive as SIGFPE: si_code, and the state that the handler finds and may mend. */
#define _GNU_SOURCE
#include <fenv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

static sigjmp_buf back;
static volatile int code;
static volatile unsigned status, control, mxcsr, found, at;

static void jump(int number, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    struct _fpstate *fp = (void *)uc->uc_mcontext.fpregs;
    (void)number;
    code = info->si_code;
    at = info->si_addr == (void *)uc->uc_mcontext.gregs[REG_RIP];
    status = fp->swd; control = fp->cwd; mxcsr = fp->mxcsr;
    uint16_t cw; uint32_t mx;
    __asm__ volatile("fnstcw %0; stmxcsr %1" : "=m"(cw), "=m"(mx));
    found = cw << 16 | mx;
    siglongjmp(back, 1);
}

static void mend(int number, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    (void)number;
    code = info->si_code;
    /* Mask everything in the saved state: the instruction runs again and gets its masked answer. */
    uc->uc_mcontext.fpregs->mxcsr |= 0x1f80;
}

static const char *name(int c)
{
    static const char *names[] = { "0", "INTDIV", "INTOVF", "FLTDIV", "FLTOVF", "FLTUND", "FLTRES", "FLTINV", "FLTSUB" };
    return c >= 0 && c <= 8 ? names[c] : "other";
}

#define TRY(what, action) \
    do { \
        code = 0; \
        uint16_t cw = 0x37f & ~(mask); uint32_t mx = 0x1f80 & ~((mask) << 7); \
        __asm__ volatile("fninit; fldcw %0; ldmxcsr %1" : : "m"(cw), "m"(mx)); \
        if (!sigsetjmp(back, 1)) { action; } \
        printf("%s mask %02x: %s at %d swd %04x cwd %04x mxcsr %04x handler %08x\n", what, mask, name(code), at, \
               status & 0x3f, control, mxcsr, found); \
        cw = 0x37f; mx = 0x1f80; \
        __asm__ volatile("fninit; fldcw %0; ldmxcsr %1" : : "m"(cw), "m"(mx)); \
    } while (0)

int main(void)
{
    struct sigaction action = { .sa_sigaction = jump, .sa_flags = SA_SIGINFO };
    sigaction(SIGFPE, &action, 0);
    volatile double zero = 0, one = 1, three = 3, huge = 1e300, tiny = 1e-300, none;
    volatile long double lzero = 0, lone = 1, lthree = 3, lnone;
    double denormal = 5e-324;
    for (int mask = 1; mask < 64; mask <<= 1) {
        TRY("sse 0/0", none = zero / zero);
        TRY("sse 1/0", none = one / zero);
        TRY("sse overflow", none = huge * huge);
        TRY("sse underflow", none = tiny * tiny);
        TRY("sse inexact", none = one / three);
        TRY("x87 0/0", lnone = lzero / lzero; __asm__ volatile("fwait"));
        TRY("x87 1/0", lnone = lone / lzero; __asm__ volatile("fwait"));
        TRY("x87 inexact", lnone = lone / lthree; __asm__ volatile("fwait"));
        TRY("x87 stack", __asm__ volatile("fstp %st(0); fstp %st(0); fwait"));
        TRY("x87 denormal", __asm__ volatile("fldl %0; fld1; faddp; fstp %%st(0); fwait" : : "m"(denormal)));
    }
    (void)none; (void)lnone;
    action.sa_sigaction = mend;
    sigaction(SIGFPE, &action, 0);
    uint32_t mx = 0x1d80;
    __asm__ volatile("ldmxcsr %0" : : "m"(mx));
    code = 0;
    none = one / zero;
    printf("mended: %s %f\n", name(code), none);
    return 0;
}
