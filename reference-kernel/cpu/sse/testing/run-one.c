/* Runs single instructions on the real processor. Binary input, per case: 16 bytes of code (its first byte is the
 * length), 512 bytes of FXSAVE image, 512 bytes of memory (the code finds it in rbx, 16-byte aligned), then rax, rcx and
 * rflags, 8 bytes each. Output, per case: signal number (8 bytes), the image, the memory, rax, rcx, rflags. */
#include <signal.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct state { uint8_t image[512]; uint8_t memory[512]; uint64_t rax, rcx, flags; };
static struct state s __attribute__((aligned(64)));
static struct state spare __attribute__((aligned(64)));
static sigjmp_buf back;
static uint8_t clean[512] __attribute__((aligned(64)));

static void on_signal(int number, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    (void)info;
    /* The state at the fault: what the kernel saved is the same image. */
    memcpy(s.image, uc->uc_mcontext.fpregs, 416);
    s.rax = uc->uc_mcontext.gregs[REG_RAX];
    s.rcx = uc->uc_mcontext.gregs[REG_RCX];
    s.flags = uc->uc_mcontext.gregs[REG_EFL];
    siglongjmp(back, number);
}

int main(void) {
    uint8_t code[16];
    uint8_t *page = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t alternate = { .ss_sp = mmap(0, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), .ss_size = 65536 };
    sigaltstack(&alternate, 0);
    struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
    int signals[] = { SIGFPE, SIGSEGV, SIGILL, SIGBUS, SIGTRAP };
    for (int i = 0; i < 5; i++) sigaction(signals[i], &action, 0);
    __asm__ volatile("fxsave64 %0" : "=m"(clean));
    while (fread(code, 16, 1, stdin) == 1 && fread(&s, sizeof s, 1, stdin) == 1) {
        memcpy(page, code + 1, code[0]);
        page[code[0]] = 0xc3;
        uint64_t number = sigsetjmp(back, 1);
        if (number == 0) {
            memcpy(spare.image, s.image, 512);
            register struct state *p __asm__("r12") = &s;
            register uint8_t *memory __asm__("rbx") = s.memory;
            register uint8_t *entry __asm__("r13") = page;
            __asm__ volatile(
                "fxrstor64 (%0)\n movq 1024(%0), %%rax\n movq 1032(%0), %%rcx\n"
                "sub $128, %%rsp\n lea 64(%1), %%rdi\n pushq 1040(%0)\n popfq\n call *%2\n pushfq\n popq 1040(%0)\n cld\n add $128, %%rsp\n"
                "movq %%rax, 1024(%0)\n movq %%rcx, 1032(%0)\n fxsave64 (%0)"
                : : "r"(p), "r"(memory), "r"(entry)
                : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
        }
        __asm__ volatile("fxrstor64 %0" : : "m"(clean));
        fwrite(&number, 8, 1, stdout);
        fwrite(&s, sizeof s, 1, stdout);
    }
    return 0;
}
