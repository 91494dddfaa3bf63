# Put before every Perl script: how it says what it saw, as check.sh does for shells.
use strict;
use warnings;
$| = 1;
my $wrong;
sub check { my ($key, $seen, $expected) = @_; print "$key: $seen\n"; $wrong //= $key if $seen ne $expected; }
sub observe { print "$_[0]: $_[1]\n"; }
sub verdict { print defined $wrong ? "CONTRACT_FAIL $wrong\n" : "CONTRACT_PASS\n"; }
