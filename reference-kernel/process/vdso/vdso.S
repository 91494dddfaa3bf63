# The code of the vDSO (vdso(7)). code.ts holds its bytes: `npx vitest run reference-kernel/process/vdso` compares them
# with what the assembler makes of this file, and says how to make them anew.
#
# The image lies six pages above the page of data that the kernel keeps for it (vdso.ts: DATA):
#   +0  u64  nanoseconds that CLOCK_REALTIME is ahead of the time-stamp counter
#   +8  u32  1 while the counter shows CLOCK_MONOTONIC; 0 sends every call to the kernel
# The time-stamp counter of this processor counts nanoseconds of virtual time since boot, exactly.

	.set	CODE, 0x600		# where the code lies in the image (image.ts)
	.set	DATA, -6 * 4096 - CODE	# from the start of the code
	.set	OFFSET, DATA
	.set	COUNTER, DATA + 8

	.text
base:

	# int clock_gettime(clockid_t clock, struct timespec *time)
	.p2align 4
clock_gettime:
	cmpl	$0, base + COUNTER(%rip)
	je	1f
	cmpl	$11, %edi
	ja	1f
	movl	%edi, %ecx
	movl	$0x8f3, %r8d		# REALTIME MONOTONIC RAW REALTIME_COARSE MONOTONIC_COARSE BOOTTIME TAI
	shrl	%cl, %r8d
	testb	$1, %r8b
	je	1f
	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	movl	$0x821, %r8d		# REALTIME REALTIME_COARSE TAI
	shrl	%cl, %r8d
	testb	$1, %r8b
	je	2f
	addq	base + OFFSET(%rip), %rax
2:	movl	$1000000000, %r8d
	xorl	%edx, %edx
	divq	%r8
	subl	$5, %ecx		# the coarse clocks are 5 and 6
	cmpl	$1, %ecx
	ja	3f
	movq	%rax, %r8
	movl	%edx, %eax
	movl	%edx, %r9d
	xorl	%edx, %edx
	movl	$4000000, %ecx
	divl	%ecx
	subl	%edx, %r9d
	movl	%r9d, %edx
	movq	%r8, %rax
3:	movq	%rax, (%rsi)
	movq	%rdx, 8(%rsi)
	xorl	%eax, %eax
	ret
1:	movl	$228, %eax
	syscall
	ret

	# int gettimeofday(struct timeval *time, struct timezone *zone)
	.p2align 4
gettimeofday:
	cmpl	$0, base + COUNTER(%rip)
	je	1f
	testq	%rdi, %rdi
	je	2f
	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	addq	base + OFFSET(%rip), %rax
	movl	$1000000000, %r8d
	xorl	%edx, %edx
	divq	%r8
	movq	%rax, (%rdi)
	movl	%edx, %eax
	xorl	%edx, %edx
	movl	$1000, %ecx
	divl	%ecx
	movq	%rax, 8(%rdi)
2:	testq	%rsi, %rsi
	je	3f
	movq	$0, (%rsi)
3:	xorl	%eax, %eax
	ret
1:	movl	$96, %eax
	syscall
	ret

	# time_t time(time_t *time)
	.p2align 4
time:
	cmpl	$0, base + COUNTER(%rip)
	je	1f
	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	addq	base + OFFSET(%rip), %rax
	movl	$1000000000, %r8d
	xorl	%edx, %edx
	divq	%r8
	testq	%rdi, %rdi
	je	2f
	movq	%rax, (%rdi)
2:	ret
1:	movl	$201, %eax
	syscall
	ret

	# int clock_getres(clockid_t clock, struct timespec *resolution)
	.p2align 4
clock_getres:
	cmpl	$11, %edi
	ja	1f
	movl	%edi, %ecx
	movl	$0x8f3, %r8d
	shrl	%cl, %r8d
	testb	$1, %r8b
	je	1f
	movl	$1, %eax
	subl	$5, %ecx
	cmpl	$1, %ecx
	ja	2f
	movl	$4000000, %eax
2:	testq	%rsi, %rsi
	je	3f
	movq	$0, (%rsi)
	movq	%rax, 8(%rsi)
3:	xorl	%eax, %eax
	ret
1:	movl	$229, %eax
	syscall
	ret

	# int getcpu(unsigned *cpu, unsigned *node, void *unused): there is one processor
	.p2align 4
getcpu:
	testq	%rdi, %rdi
	je	1f
	movl	$0, (%rdi)
1:	testq	%rsi, %rsi
	je	2f
	movl	$0, (%rsi)
2:	xorl	%eax, %eax
	ret
end:
