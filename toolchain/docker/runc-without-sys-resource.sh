#!/bin/sh
# An OCI runtime for hosts whose root lacks CAP_SYS_RESOURCE: containers that ask for it (--privileged does) cannot
# start there, so it is taken out of what runc is asked to apply. Everything else is runc.
set -eu

drop() {
  [ -f "$1" ] && sed -i 's/"CAP_SYS_RESOURCE",//g; s/,"CAP_SYS_RESOURCE"//g' "$1"
}

previous=
for argument in "$@"; do
  case $previous in
    --bundle | -b) drop "$argument/config.json" ;;
    --process | -p) drop "$argument" ;;
  esac
  case $argument in
    --bundle=*) drop "${argument#*=}/config.json" ;;
    --process=*) drop "${argument#*=}" ;;
  esac
  previous=$argument
done

exec runc "$@"
