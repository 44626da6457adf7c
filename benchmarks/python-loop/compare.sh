#!/usr/bin/env bash
# Compares the scorer with the Python loop; see README.md. Installs the loop's packages into a folder of their own.
# Usage: compare.sh [OPTION]... [FILE]...   (options of compare.py; default file: the shipped sample)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/arena-python-loop}
if ! [ -x "$venv/bin/python" ]; then
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
files=0
for each in "$@"; do
  case "$each" in *.csv) files=1 ;; esac
done
[ $files = 1 ] || set -- "$@" "$here/../../examples/pairs.csv"
exec "$venv/bin/python" "${SCRIPT:-$here/compare.py}" "$@"
