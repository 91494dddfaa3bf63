# Put before every shell script: how it says what it saw.
#   check KEY EXPECTED COMMAND...   prints "KEY: what it printed"; a mismatch is remembered, and the script goes on
#   observe KEY COMMAND...          prints without judging; it is still compared with Linux's
# Lines are joined with "|", a status other than 0 is added in brackets. `verdict` is the last command.
wrong=
observed() {
  seen=$("$@" 2>&1 </dev/null) || seen="$seen[$?]"
  joined=
  rest=$seen
  while :; do
    case $rest in
      *"
"*) joined="$joined${rest%%"
"*}|"
        rest=${rest#*"
"} ;;
      *) joined="$joined$rest"
        break ;;
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
verdict() {
  if [ -z "$wrong" ]; then echo CONTRACT_PASS; else echo "CONTRACT_FAIL $wrong"; fi
}
