#!/usr/bin/env bash
# Compares the console with Infinity and text-embeddings-inference; see README.md. Installs their packages into a folder of their own.
# Usage: compare.sh [OPTION]... [FILE]...   (options of compare.py; default file: the shipped sample)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/arena-rerank
venv=${VENV:-$cache/venv}
encoders=$cache/encoders
if ! [ -x "$venv/bin/infinity_emb" ]; then
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
mkdir -p "$cache"
rm -rf "$encoders"
"$venv/bin/python" "$here/encoder.py" "$here/../../models/default" "$encoders"
files=0
for each in "$@"; do
  case "$each" in *.csv) files=1 ;; esac
done
[ $files = 1 ] || set -- "$@" "$here/../../examples/pairs.csv"
exec "$venv/bin/python" "$here/compare.py" --encoders "$encoders" "$@"
