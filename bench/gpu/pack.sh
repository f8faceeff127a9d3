#!/bin/sh
# Packs what a GPU machine needs to run Sleipnir: a Java runtime of the modules in use, the jars, a
# start script, and measure.py. Usage, from the project's folder, after ./mvnw package or a first
# ./sleipnir, with JAVA_HOME naming a JDK 25:
#   bench/gpu/pack.sh          writes target/gpu/ and target/sleipnir-gpu.tar.gz, and tells their sizes
set -eu
: "${JAVA_HOME:?expected a JDK 25}"
target=target/gpu
rm -rf "$target" target/sleipnir-gpu.tar.gz
mkdir -p "$target"
# java.desktop is for plots, java.net.http for downloads of data; without debug symbols of the JVM.
"$JAVA_HOME/bin/jlink" --output "$target/runtime" --compress zip-9 --no-header-files \
  --no-man-pages --strip-debug --vm server \
  --add-modules java.base,jdk.incubator.vector,java.desktop,java.logging,java.management,java.net.http,jdk.management,jdk.unsupported
cp tasks/target/sleipnir.jar "$target/"
cp -r tasks/target/lib "$target/"
cp bench/gpu/measure.py "$target/"
cat >"$target/sleipnir" <<'START'
#!/bin/sh
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
# shellcheck disable=SC2086
exec "$here/runtime/bin/java" --add-modules jdk.incubator.vector \
  --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -Djava.awt.headless=true \
  ${SLEIPNIR_JAVA_OPTS-} -cp "$here/sleipnir.jar" dev.sleipnir.tasks.Main "$@"
START
chmod +x "$target/sleipnir"
tar -C target -czf target/sleipnir-gpu.tar.gz gpu
du -sh "$target" target/sleipnir-gpu.tar.gz
