/* The real processor's answers. Each input line: operation, control word or MXCSR, and two operands of 80 bits
 * (sign and exponent, significand), all hexadecimal. Each output line: two results in the same form, the x87 status
 * word or MXCSR, and 1 if an unmasked exception was delivered. SSE operands are the low bits of the significands. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

typedef struct { uint64_t sig; uint16_t se; } __attribute__((packed)) ext;
static ext a, b, r, s;
static uint16_t cw, sw;
static uint32_t mxcsr, after, delivered, seen;

static void on_fpe(int sig, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    (void)sig; (void)info;
    delivered = 1;
    seen = uc->uc_mcontext.fpregs->mxcsr;
    uc->uc_mcontext.fpregs->mxcsr |= 0x1f80; /* the instruction runs again, masked */
}

#define X87(name, load, insn, store) \
    if (!strcmp(op, #name)) { \
        __asm__ volatile("fninit; " load "; fnclex; fldcw %[cw]; " insn "; fnstsw %[sw]; fnclex; " store "; fninit" \
            : [r] "=m"(r), [s] "=m"(s), [sw] "=m"(sw) : [a] "m"(a), [b] "m"(b), [cw] "m"(cw) \
            : "memory", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)"); \
        goto x87_done; }
#define TWO "fldt %[b]; fldt %[a]"
#define ONE "fldt %[a]"
#define ST0 "fstpt %[r]"
#define BOTH "fstpt %[r]; fstpt %[s]"
#define BINARY(name) X87(name, TWO, #name " %%st(1), %%st", ST0)
#define STACK2(name) X87(name, TWO, #name, ST0)
#define UNARY(name) X87(name, ONE, #name, ST0)
#define LOAD(name, insn) X87(name, "", insn " %[a]", ST0)
#define STORE(name, insn) X87(name, ONE, insn " %[r]", "")

#define SSE(name, text, suffix) \
    if (!strcmp(op, #name)) { \
        __asm__ volatile("movsd %[a], %%xmm0; movsd %[b], %%xmm1; ldmxcsr %[m]; " text "; stmxcsr %[after]; " \
            "ldmxcsr %[d]; movsd %%xmm0, %[r]" \
            : [r] "=m"(r), [after] "=m"(after) : [a] "m"(a), [b] "m"(b), [m] "m"(mxcsr), [d] "m"(standard) \
            : "xmm0", "xmm1", "memory"); \
        goto sse_done; }
#define SSE2(name) SSE(name, #name " %%xmm1, %%xmm0", )
#define FROM_INT(name, insn, reg) \
    if (!strcmp(op, #name)) { \
        __asm__ volatile("pxor %%xmm0, %%xmm0; mov %[a], %%rax; ldmxcsr %[m]; " insn " %%" reg ", %%xmm0; stmxcsr %[after]; " \
            "ldmxcsr %[d]; movsd %%xmm0, %[r]" \
            : [r] "=m"(r), [after] "=m"(after) : [a] "m"(a.sig), [m] "m"(mxcsr), [d] "m"(standard) \
            : "xmm0", "rax", "memory"); \
        goto sse_done; }
#define TO_INT(name, insn, reg) \
    if (!strcmp(op, #name)) { \
        __asm__ volatile("movsd %[a], %%xmm0; ldmxcsr %[m]; " insn " %%xmm0, %%" reg "; stmxcsr %[after]; " \
            "ldmxcsr %[d]; mov %%rax, %[r]" \
            : [r] "=m"(r.sig), [after] "=m"(after) : [a] "m"(a), [m] "m"(mxcsr), [d] "m"(standard) \
            : "xmm0", "rax", "memory"); \
        goto sse_done; }
#define COMPARE(name) \
    if (!strcmp(op, #name)) { uint64_t f; \
        __asm__ volatile("movsd %[a], %%xmm0; movsd %[b], %%xmm1; ldmxcsr %[m]; " #name " %%xmm1, %%xmm0; stmxcsr %[after]; " \
            "pushfq; pop %%rax; ldmxcsr %[d]; mov %%rax, %[f]" \
            : [f] "=m"(f), [after] "=m"(after) : [a] "m"(a), [b] "m"(b), [m] "m"(mxcsr), [d] "m"(standard) \
            : "xmm0", "xmm1", "rax", "cc", "memory"); \
        r.sig = f & 0x8d5; goto sse_done; }

int main(void) {
    static char text[32];
    uint32_t standard = 0x1f80;
    struct sigaction action = { .sa_sigaction = on_fpe, .sa_flags = SA_SIGINFO };
    sigaction(SIGFPE, &action, 0);
    char *op = text;
    unsigned control, ase, bse;
    unsigned long asig, bsig;
    while (scanf("%31s %x %x %lx %x %lx", op, &control, &ase, &asig, &bse, &bsig) == 6) {
        a.se = ase; a.sig = asig; b.se = bse; b.sig = bsig;
        memset(&r, 0, sizeof r); memset(&s, 0, sizeof s);
        cw = control; mxcsr = control; delivered = 0;
        BINARY(fadd) BINARY(fsub) BINARY(fmul) BINARY(fdiv)
        UNARY(fsqrt) UNARY(frndint) X87(fxtract, ONE, "fxtract", BOTH)
        STACK2(fprem) STACK2(fprem1) STACK2(fscale)
        X87(fcom, TWO, "fcom %%st(1)", ST0) X87(fucom, TWO, "fucom %%st(1)", ST0) UNARY(fxam) UNARY(ftst)
        LOAD(fld32, "flds") LOAD(fld64, "fldl") LOAD(fild16, "filds") LOAD(fild32, "fildl") LOAD(fild64, "fildll") LOAD(fbld, "fbld")
        STORE(fst32, "fstps") STORE(fst64, "fstpl") STORE(fist16, "fistps") STORE(fist32, "fistpl") STORE(fist64, "fistpll") STORE(fbstp, "fbstp")
        UNARY(f2xm1) UNARY(fsin) UNARY(fcos) X87(fptan, ONE, "fptan", BOTH) X87(fsincos, ONE, "fsincos", BOTH)
        X87(fyl2x, TWO, "fyl2x", ST0) X87(fyl2xp1, TWO, "fyl2xp1", ST0) X87(fpatan, TWO, "fpatan", ST0)
        SSE2(addss) SSE2(subss) SSE2(mulss) SSE2(divss) SSE2(minss) SSE2(maxss)
        SSE2(addsd) SSE2(subsd) SSE2(mulsd) SSE2(divsd) SSE2(minsd) SSE2(maxsd)
        SSE(sqrtss, "sqrtss %%xmm0, %%xmm0", ) SSE(sqrtsd, "sqrtsd %%xmm0, %%xmm0", )
        SSE(rcpss, "rcpss %%xmm0, %%xmm0", ) SSE(rsqrtss, "rsqrtss %%xmm0, %%xmm0", )
        SSE(cvtss2sd, "cvtss2sd %%xmm0, %%xmm0", ) SSE(cvtsd2ss, "cvtsd2ss %%xmm0, %%xmm0", )
        SSE2(cmpltsd) SSE2(cmpeqsd) SSE2(cmpunordsd) SSE2(cmpltss) SSE2(cmpeqss) SSE2(cmpnless)
        COMPARE(comiss) COMPARE(ucomiss) COMPARE(comisd) COMPARE(ucomisd)
        FROM_INT(cvtsi2ss32, "cvtsi2ssl", "eax") FROM_INT(cvtsi2ss64, "cvtsi2ssq", "rax")
        FROM_INT(cvtsi2sd32, "cvtsi2sdl", "eax") FROM_INT(cvtsi2sd64, "cvtsi2sdq", "rax")
        TO_INT(cvtss2si32, "cvtss2si", "eax") TO_INT(cvtss2si64, "cvtss2si", "rax")
        TO_INT(cvttss2si32, "cvttss2si", "eax") TO_INT(cvttss2si64, "cvttss2si", "rax")
        TO_INT(cvtsd2si32, "cvtsd2si", "eax") TO_INT(cvtsd2si64, "cvtsd2si", "rax")
        TO_INT(cvttsd2si32, "cvttsd2si", "eax") TO_INT(cvttsd2si64, "cvttsd2si", "rax")
        fprintf(stderr, "unknown operation %s\n", op);
        return 1;
x87_done:
        printf("%x %lx %x %lx %x 0\n", r.se, r.sig, s.se, s.sig, sw);
        continue;
sse_done:
        printf("%x %lx 0 0 %x %x\n", r.se, r.sig, delivered ? seen : after, delivered);
    }
    return 0;
}
