#!/usr/bin/env bash
# Measures the stream while the console's API is overloaded; see README.md.
# Usage: overload.sh [OPTION]... [FILE]...   (options of overload.py; default file: the shipped sample)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
SCRIPT="$here/overload.py" exec "$here/../python-loop/compare.sh" "$@"
