# Put before every shell script: how it says what it saw.
#   check KEY EXPECTED COMMAND   prints "KEY: what it printed"; a mismatch is remembered, and the script goes on
#   observe KEY COMMAND          prints without judging; it is still compared with Linux's
# The command is a text for eval, in a subshell. Its lines are joined with "|"; a status that is not 0 follows in
# brackets. `listening PORT` waits until somebody listens there; `verdict` is the last command.
wrong=
observed() {
  seen=$(eval "$1" 2>&1 </dev/null) || seen="$seen[$?]"
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
  observed "$2"
  echo "$1: $joined"
}
check() {
  observed "$3"
  echo "$1: $joined"
  [ "$joined" = "$2" ] || wrong=${wrong:-$1}
}
listening() {
  while ! grep -hq "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") .* 0A " /proc/net/tcp /proc/net/tcp6; do sleep 0.01; done
}
verdict() {
  if [ -z "$wrong" ]; then echo CONTRACT_PASS; else echo "CONTRACT_FAIL $wrong"; fi
}
