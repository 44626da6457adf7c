#!/bin/bash
# Takes apart an unpacked archive of ./arena dist --slim for the image's layers: app/ (Arena's jars), lib/ (all others),
# native/ (their libraries for this platform, unpacked now rather than at each start). Called by the Dockerfile:
#   collect.sh ARCHIVE-FOLDER amd64|arm64 OUT
set -euo pipefail
archive="$1" architecture="$2" out="$3"

case "$architecture" in
  amd64) ort=linux-x64 djl=linux-x86_64 zstd=amd64 rocksdb=linux64 ;;
  arm64) ort=linux-aarch64 djl=linux-aarch64 zstd=aarch64 rocksdb=linux-aarch64 ;;
  *) echo "collect.sh: no native libraries for $architecture; expected amd64 or arm64" >&2; exit 1 ;;
esac
mkdir -p "$out/app" "$out/lib" "$out/native"

# Copies the libraries named last out of a jar, then rewrites the jar without those of all platforms ($2, separated by
# spaces). The bytes are the same each time, so that the image's layer does not change.
without_libraries() {
  local jar="$1" folders="$2" work library
  shift 2
  work=$(mktemp -d)
  (cd "$work" && jar --extract --file "$jar")
  for library in "$@"; do
    cp "$work/$library" "$out/native/"
  done
  (cd "$work" && rm -r $folders && find . -type f | sed 's|^\./||' | LC_ALL=C sort >"$out/files" &&
    jar --create --no-compress --no-manifest --date=2026-01-01T00:00:00Z --file "$out/lib/$(basename "$jar")" "@$out/files")
  rm -r "$work" "$out/files"
}

for jar in "$archive"/lib/*.jar; do
  case "${jar##*/}" in
    onnxruntime*) without_libraries "$jar" ai/onnxruntime/native \
      $(jar --list --file "$jar" | grep "^ai/onnxruntime/native/$ort/.*\.so$") ;;
    tokenizers-*) without_libraries "$jar" 'native/lib/*-*' "native/lib/$djl/cpu/libtokenizers.so" ;;
    rocksdbjni-*) without_libraries "$jar" 'librocksdbjni-*' "librocksdbjni-$rocksdb.so" ;;
    zstd-jni-*) without_libraries "$jar" 'aix darwin freebsd linux win' \
      $(jar --list --file "$jar" | grep "^linux/$zstd/.*\.so$") ;;
    arena-*) cp "$jar" "$out/app/" ;;
    *) cp "$jar" "$out/lib/" ;;
  esac
done
mv "$out"/native/libzstd-jni-*.so "$out/native/libzstd-jni.so"
