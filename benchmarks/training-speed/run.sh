#!/usr/bin/env bash
# Trains in Java and in PyTorch transformers alternately; see docs/training-speed.md.
# Usage: run.sh LENGTHS [ROUNDS [STEPS]]; PYTHON names a Python with torch and transformers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
trainer="$here/../../trainer"
python=${PYTHON:-python3}
weights=$(mktemp -d)
trap 'rm -r "$weights"' EXIT
"$python" "$here/compare.py" "${2:-5}" "${3:-6}" \
  "arena=java -Dai.djl.offline=true -cp $trainer/target/classes:$trainer/target/test-classes:$(<"$trainer/target/classpath") dev.arena.trainer.network.TrainingSpeed $1 $weights/w" \
  "transformers=$python $here/transformers_side.py $1 $weights/w 2"
