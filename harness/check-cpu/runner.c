/* Runs single instructions: reads cases from standard input, gives the processor the state that each asks for, runs its
 * code once, and writes the state it leaves. The same ELF runs on the real processor and on the reference kernel.
 *
 * The layouts of struct state and struct outcome are repeated in layout.ts. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define CODE 0x10000000ul   /* one page: the code under test, then a jump back */
#define TAKEN 0x10000040ul  /* where jumps under test lead */
#define DATA 0x20000000ul   /* two pages, nothing mapped around them */
#define WINDOW (DATA + 0xf80) /* the bytes that are set and reported, across the page boundary */
#define WINDOW_SIZE 256

struct state {
	uint8_t length, code[15];
	uint64_t gpr[16], rflags;
	uint8_t fx[512] __attribute__((aligned(16)));
	uint8_t memory[WINDOW_SIZE];
} __attribute__((aligned(16)));

struct outcome {
	uint64_t gpr[16], rflags;
	uint64_t landing; /* 0: after the instruction, 1: at TAKEN, 2: a signal */
	uint64_t signal, vector, error, address, rip;
	uint64_t padding;
	uint8_t fx[512];
	uint8_t memory[WINDOW_SIZE];
} __attribute__((aligned(16)));

struct state in;
struct outcome out;
uint64_t host_rsp;
uint64_t landing;

void enter(void);
void after(void);
void taken(void);

/* Loads everything, rsp last, and jumps to CODE. What comes back stores everything before it touches anything. */
__asm__(
	".text\n"
	"enter:\n"
	"	push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
	"	mov %rsp, host_rsp(%rip)\n"
	"	fxrstor64 in+160(%rip)\n"
	"	pushq in+144(%rip)\n"
	"	popfq\n"
	"	mov in+16(%rip), %rax\n"
	"	mov in+24(%rip), %rcx\n"
	"	mov in+32(%rip), %rdx\n"
	"	mov in+40(%rip), %rbx\n"
	"	mov in+48(%rip), %rsp\n"
	"	mov in+56(%rip), %rbp\n"
	"	mov in+64(%rip), %rsi\n"
	"	mov in+72(%rip), %rdi\n"
	"	mov in+80(%rip), %r8\n"
	"	mov in+88(%rip), %r9\n"
	"	mov in+96(%rip), %r10\n"
	"	mov in+104(%rip), %r11\n"
	"	mov in+112(%rip), %r12\n"
	"	mov in+120(%rip), %r13\n"
	"	mov in+128(%rip), %r14\n"
	"	mov in+136(%rip), %r15\n"
	"	jmp *code_address(%rip)\n"
	"taken:\n"
	"	movb $1, landing(%rip)\n"
	"after:\n"
	"	mov %rax, out+0(%rip)\n"
	"	mov %rcx, out+8(%rip)\n"
	"	mov %rdx, out+16(%rip)\n"
	"	mov %rbx, out+24(%rip)\n"
	"	mov %rsp, out+32(%rip)\n"
	"	mov %rbp, out+40(%rip)\n"
	"	mov %rsi, out+48(%rip)\n"
	"	mov %rdi, out+56(%rip)\n"
	"	mov %r8, out+64(%rip)\n"
	"	mov %r9, out+72(%rip)\n"
	"	mov %r10, out+80(%rip)\n"
	"	mov %r11, out+88(%rip)\n"
	"	mov %r12, out+96(%rip)\n"
	"	mov %r13, out+104(%rip)\n"
	"	mov %r14, out+112(%rip)\n"
	"	mov %r15, out+120(%rip)\n"
	"	mov host_rsp(%rip), %rsp\n"
	"	pushfq\n"
	"	popq out+128(%rip)\n"
	"	fxsave64 out+192(%rip)\n"
	"	cld\n"
	"	fninit\n"
	"	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
	"	ret\n"
	".section .rodata\n"
	".balign 8\n"
	"code_address: .quad 0x10000000\n"
	".text\n");

static void on_signal(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;
	out.signal = signal;
	out.vector = regs[REG_TRAPNO];
	out.error = regs[REG_ERR];
	out.address = out.vector == 14 ? (uint64_t)info->si_addr : 0;
	out.rip = regs[REG_RIP];
	landing = 2;
	regs[REG_EFL] &= ~0x100;
	regs[REG_RIP] = (uint64_t)after;
}

static void put_jump(uint8_t *at, void (*target)(void))
{
	static const uint8_t jump[6] = { 0xff, 0x25, 0, 0, 0, 0 }; /* jmp *(%rip) */
	uint64_t address = (uint64_t)target;
	memcpy(at, jump, 6);
	memcpy(at + 6, &address, 8);
}

static int read_all(void *to, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = read(0, (char *)to + done, size - done);
		if (n <= 0)
			return 0;
		done += n;
	}
	return 1;
}

static uint8_t alternate[65536];
/* Outcomes wait here, so that a batch takes few calls. */
static struct outcome waiting[64];
static int waits;

static void flush(void)
{
	const char *from = (const char *)waiting;
	for (size_t left = waits * sizeof(struct outcome); left > 0;) {
		ssize_t n = write(1, from, left);
		if (n <= 0)
			_exit(1);
		from += n;
		left -= n;
	}
	waits = 0;
}

int main(void)
{
	int rwx = PROT_READ | PROT_WRITE | PROT_EXEC;
	int fixed = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
	uint8_t *code = mmap((void *)CODE, 4096, rwx, fixed, -1, 0);
	uint8_t *data = mmap((void *)DATA, 8192, PROT_READ | PROT_WRITE, fixed, -1, 0);
	if (code != (void *)CODE || data != (void *)DATA)
		return 2;
	syscall(SYS_arch_prctl, 0x1001 /* ARCH_SET_GS */, WINDOW);
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof alternate };
	sigaltstack(&stack, 0);
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &action, 0);
	put_jump((uint8_t *)TAKEN, taken);
	while (read_all(&in, sizeof in)) {
		memcpy((void *)CODE, in.code, in.length);
		put_jump((uint8_t *)CODE + in.length, after);
		memcpy((void *)WINDOW, in.memory, WINDOW_SIZE);
		memset(&out, 0, sizeof out);
		landing = 0;
		enter();
		out.landing = landing;
		memcpy(out.memory, (void *)WINDOW, WINDOW_SIZE);
		waiting[waits++] = out;
		if (waits == 64)
			flush();
	}
	flush();
	return 0;
}
