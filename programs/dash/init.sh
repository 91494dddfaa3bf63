# Program: dash: an init with services: starts them in order, hears of their ends through one pipe, restarts what dies,
#   and stops all when it is told to
# Source: POSIX, Shell Command Language
mkfifo events
exec 9<>events
service() { # NAME SECONDS STATUS: says that it starts, works, ends
  trap 'echo "stopped '"$1"'" >&9; exit 0' TERM
  echo "start $1" >&9
  if [ "$2" = ever ]; then
    while :; do sleep 1000 >/dev/null 2>&1 & wait $!; done
  fi
  sleep "$2"
  echo "end $1 $3" >&9
  exit "$3"
}
launch() {
  (service "$@") &
  eval "pid_$1=$!"
}
expect() { # KEY TEXT: the next event
  read -r event <&9
  echo "$1: $event"
  [ "$event" = "$2" ] || wrong=${wrong:-$1}
}
launch logger ever
expect first 'start logger'
launch network 0.02 0
expect second 'start network'
expect network_up 'end network 0'
launch web 0.01 3
expect third 'start web'
expect web_died 'end web 3'
wait "$pid_web"
check web_status 3 "echo $?"
for round in 1 2 3; do
  launch web 0.01 3
  expect "restart_$round" 'start web'
  expect "died_again_$round" 'end web 3'
  wait "$pid_web"
done
launch shell ever
expect shell 'start shell'
kill -0 "$pid_logger" && echo 'logger: runs'
kill -TERM "$pid_shell"
expect shell_stopped 'stopped shell'
wait "$pid_shell"
kill -TERM "$pid_logger"
expect logger_stopped 'stopped logger'
wait "$pid_logger"
wait
check nobody_left '' 'jobs'
verdict
