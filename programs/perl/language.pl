# Program: Perl: hashes, sorting, regular expressions, closures, formats, numbers
# Source: perlfunc; perlre
my %count;
$count{$_}++ for split //, "mississippi";
check("count", join(",", map { "$_$count{$_}" } sort keys %count), "i4,m1,p2,s4");
my @sorted = sort { $a <=> $b } map { ($_ * 7919) % 2003 } 1 .. 2000;
check("sort", "@sorted[0, 1, -1]", "1 2 2002");
check("regex", join("|", "2024-05-06 and 1999-12-31" =~ /(\d{4})-(\d\d)-(\d\d)/g), "2024|05|06|1999|12|31");
(my $text = "hello world") =~ s/(\w+)/\u$1/g;
check("substitute", $text, "Hello World");
check("named", "k=v" =~ /(?<key>\w)=(?<value>\w)/ ? "$+{key}$+{value}" : "", "kv");
check("lookahead", join(",", "a1b2c3" =~ /[a-z](?=[23])/g), "b,c");
my @add = map { my $n = $_; sub { $n + $_[0] } } 1 .. 3;
check("closure", join(",", map { $_->(10) } @add), "11,12,13");
check("sprintf", sprintf("%05.1f|%-5s|%b|%e|%s", 3.14159, "x", 10, 12345.678, 1e21), "003.1|x    |1010|1.234568e+04|1e+21");
check("pack", unpack("H*", pack("nNvVw", 1, 2, 3, 4, 300)), "000100000002030004000000822c");
check("big", 9007199254740992 + 1, "9007199254740993");
check("math", sprintf("%.10f %.10f %.10f", sin 1, exp 1, sqrt 2), "0.8414709848 2.7182818285 1.4142135624");
check("local_time", scalar gmtime 1700000000, "Tue Nov 14 22:13:20 2023");
check("reverse", scalar reverse("abc"), "cba");
check("nested", join(",", map { "$_->{n}" } sort { $a->{n} <=> $b->{n} } map { { n => $_ } } 3, 1, 2), "1,2,3");
eval { die { code => 42 } };
check("die", $@->{code}, 42);
my $fact;
$fact = sub { my $n = shift; $n < 2 ? 1 : $n * $fact->($n - 1) };
check("recursion", $fact->(20), 2432902008176640000);
verdict();
