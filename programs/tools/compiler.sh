# Program: tcc and make: a C compiler builds programs and libraries and runs what it built; make runs recipes side by side
# Source: tcc(1); GNU make
cat > a.c << 'X'
#include <math.h>
#include <pthread.h>
#include <stdio.h>
static void *twice(void *p) { return (void *)((long)p * 2); }
int main(int argc, char **argv) {
  pthread_t t; void *r;
  pthread_create(&t, 0, twice, (void *)21L); pthread_join(t, &r);
  printf("%ld %.3f %d\n", (long)r, sqrt(2), argc);
  return 3;
}
X
check builds '42 1.414 2[3]' 'tcc -o a a.c -lm -lpthread && ./a x'
check runs '42 1.414 2[3]' 'tcc -lm -lpthread -run a.c x'
check static_data 'ELF' 'head -c 4 a | tr -d "\177"'
check error 'a.c:1: error: identifier expected[1]' 'mkdir e; cd e; echo "int 5;" > a.c; tcc -c a.c'
check library '7' 'echo "int seven(void) { return 7; }" > s.c; echo "int seven(void); int printf(const char *, ...); int main(void) { printf(\"%d\\n\", seven()); return 0; }" > m.c; tcc -shared -o libs.so s.c; tcc -o m m.c -L. -ls; LD_LIBRARY_PATH=. ./m'
check bounds '1' 'echo "#include <string.h>
int main(void) { char b[4]; volatile int n = 9; memset(b, 0, n); return 0; }" > o.c; tcc -b -run o.c > said 2>&1; [ $? -ne 0 ] && echo 1'
check jit '4950' 'echo "#include <stdio.h>
int main(void) { int s = 0; for (int i = 0; i < 100; i++) s += i; printf(\"%d\\n\", s); return 0; }" | tcc -run -'
printf 'all: x y\nx:\n\t@sleep 0.02; echo x > $@\ny: x\n\t@echo y > $@\nz%%:\n\t@echo z$*\n' > Makefile
check parallel 'x|y' 'make -j4; cat x y'
check current "make: Nothing to be done for 'all'." 'make'
check touched 'newer' 'touch -d "2001-01-01" y; make; [ y -nt x ] && echo newer'
check patterns 'z1|z2|z3' 'make -s -j2 z1 z2 z3 | sort'
check unknown "make: *** No rule to make target 'nope'.  Stop.[2]" 'make nope'
check fails 'make: *** [bad:2: all] Error 4[2]' 'printf "all:\n\t@exit 4\n" > bad; make -f bad'
check shell 'from shell' 'printf "x := \$(shell echo from shell)\nall:\n\t@echo \$x\n" > sh; make -f sh'
verdict
