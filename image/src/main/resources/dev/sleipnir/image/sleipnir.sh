#!/bin/sh
# Starts the command line with the Java beside it.
set -eu
self=$0
while [ -L "$self" ]; do
  link=$(readlink -- "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname -- "$self")/$link ;;
  esac
done
home=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P)
columns=0
if [ -t 2 ]; then
  columns=$(stty size <&2 2>/dev/null | cut -d ' ' -f 2) || columns=
  [ "${columns:-0}" -gt 0 ] 2>/dev/null || columns=80
fi
# shellcheck disable=SC2086
exec "$home/bin/java" -XX:+UseParallelGC -Djava.awt.headless=true -Dslf4j.internal.verbosity=ERROR "-Dsleipnir.terminal.columns=$columns" \
  ${SLEIPNIR_JAVA_OPTS-} -jar "$home/lib/sleipnir/sleipnir.jar" "$@"
