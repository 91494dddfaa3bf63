# Put before every shell script: how it says what it saw.
#   check KEY EXPECTED COMMAND   prints "KEY: what it printed"; a mismatch is remembered, and the script goes on
#   observe KEY COMMAND          prints without judging; it is still compared with Linux's
# The command is one text for eval, or several words; it runs in a subshell. Its lines are joined with "|"; a status that is not 0 follows in
# brackets. `listening PORT` waits until somebody listens there; `verdict` is the last command.
wrong=
observed() {
  if [ $# -gt 1 ]; then
    seen=$("$@" 2>&1 </dev/null) || seen="$seen[$?]"
  else
    seen=$(eval "$1" 2>&1 </dev/null) || seen="$seen[$?]"
  fi
  joined=
  while :; do
    case $seen in
      *"
"*)
        joined="$joined${seen%%"
"*}|"
        seen=${seen#*"
"}
        ;;
      *)
        joined=$joined$seen
        break
        ;;
    esac
  done
}
observe() {
  key=$1
  shift
  observed "$@"
  echo "$key: $joined"
}
check() {
  key=$1 expected=$2
  shift 2
  observed "$@"
  echo "$key: $joined"
  [ "$joined" = "$expected" ] || wrong=${wrong:-$key}
}
listening() {
  [ -e /proc/net/tcp ] || return 0
  while ! grep -hq "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") .* 0A " /proc/net/tcp /proc/net/tcp6; do sleep 0.01; done
}
verdict() {
  if [ -z "$wrong" ]; then echo CONTRACT_PASS; else echo "CONTRACT_FAIL $wrong"; fi
}
