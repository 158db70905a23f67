#!/bin/sh
# Runs redis-server as its own user; arguments that start with a dash go to it.
set -eu
case ${1:-redis-server} in
  -*) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ]; then
  shift
  [ "$(id -u)" = 0 ] && chown -R redis:redis /data
  # The official image leaves protected mode off too: the Service is the only way in.
  set -- redis-server "$@" --protected-mode no --bind '*' --dir /data
fi
if [ "$(id -u)" = 0 ]; then
  exec setpriv --reuid=redis --regid=redis --init-groups "$@"
fi
exec "$@"
