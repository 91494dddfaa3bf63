/* What programs do most with floating point: printf and strtod (long double in musl), the math library, sums. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    volatile double zero = 0, pi = 3.14159;
    printf("%f %g %e %.17g\n", pi, 1e300 * pi, -pi / 3, 0.1);
    printf("%Lf %La %.30Lg\n", 1.0L / 3, 1.0L / 3, 3.14159265358979323846264338327950288L);
    printf("%f %f %f\n", 1 / zero, -1 / zero, zero / zero);
    printf("%.3f %.0f %5.1f %a\n", 2.0005, 0.5, 99.95, 0x1.8p-1074);
    printf("%s %.10Lf\n", strtod("1e-310", 0) > 0 ? "denormal" : "zero", strtold("123456789.123456789123456789", 0));
    printf("%.17g %.17g %.17g %.17g %.17g\n", sin(pi), exp(1.5), pow(2.5, 3.3), log(10 * pi), sqrt(pi));
    printf("%.20Lg %.20Lg %.20Lg\n", sqrtl(pi), powl(1.1L, 100), fmodl(1e20L, pi));
    printf("%d %ld %lld\n", (int)pi, lrint(2.5 * pi), llrintl(-2.5L));
    double sum = 0;
    float single = 0;
    long double extended = 0;
    for (int i = 1; i < 1000; i++) {
        sum += 1.0 / i;
        single += 1.0f / i;
        extended += 1.0L / i;
    }
    printf("%.17g %.9g %.21Lg\n", sum, single, extended);
    return 0;
}
