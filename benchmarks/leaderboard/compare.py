"""Compares ./arena votes leaderboard with arena-rank on the same file, in alternating processes.

    python3 -m venv env && env/bin/pip install arena-rank==0.1.1 pandas
    env/bin/python benchmarks/leaderboard/compare.py --votes 1000000 --models 200 --rounds 5

Both read the CSV file and compute Bradley-Terry ratings with intervals per vote. The times are those of whole processes, start
included; arena-rank's also without its imports. The largest difference of two ratings is printed, after shifting both to a mean
of 1000.
"""

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

ARENA_RANK = """
import time
begin = time.perf_counter()
import json, sys
import pandas as pd
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.utils.data_utils import PairDataset
imported = time.perf_counter()
data = PairDataset.from_pandas(pd.read_csv(sys.argv[1]))
model = BradleyTerry(n_competitors=len(data.competitors))
result = model.compute_ratings_and_cis(data)
ratings = dict(zip(result["competitors"], map(float, result["ratings"])))
print(json.dumps({"ratings": ratings, "import": imported - begin}))
"""


def write(file, votes, models, seed):
    """Votes on models whose strengths are normal, by the Bradley-Terry model with 20 % ties."""
    chance = random.Random(seed)
    strength = [chance.gauss(0, 0.7) for _ in range(models)]
    with open(file, "w", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["model_a", "model_b", "winner"])
        for _ in range(votes):
            a, b = chance.sample(range(models), 2)
            won = chance.random() < 1 / (1 + 2.718281828 ** (strength[b] - strength[a]))
            winner = "tie" if chance.random() < 0.2 else "model_a" if won else "model_b"
            rows.writerow([f"model-{a}", f"model-{b}", winner])


def timed(command):
    begin = time.perf_counter()
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return time.perf_counter() - begin, json.loads(output)


def centred(ratings):
    mean = sum(ratings.values()) / len(ratings)
    return {model: rating - mean for model, rating in ratings.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "votes.csv")
        write(file, arguments.votes, arguments.models, arguments.seed)
        ours, theirs, computing = [], [], []
        for turn in range(arguments.rounds + 1):  # the first one warms the file cache
            seconds, board = timed([os.path.join(ROOT, "arena"), "votes", "leaderboard", "--json", file])
            other, result = timed([sys.executable, "-c", ARENA_RANK, file])
            if turn > 0:
                ours.append(seconds)
                theirs.append(other)
                computing.append(other - result["import"])
    ratios = sorted(b / a for a, b in zip(ours, theirs))
    mine = centred({row["model"]: row["rating"] for row in board["rows"]})
    reference = centred(result["ratings"])
    print(f"arena       {statistics.median(ours):.2f} s [{min(ours):.2f}, {max(ours):.2f}]")
    print(f"arena-rank  {statistics.median(theirs):.2f} s [{min(theirs):.2f}, {max(theirs):.2f}], "
          f"{statistics.median(computing):.2f} s without imports")
    print(f"arena-rank / arena  {statistics.median(ratios):.2f} [{ratios[0]:.2f}, {ratios[-1]:.2f}]")
    print(f"largest difference of two ratings  {max(abs(mine[m] - reference[m]) for m in mine):.6f} points")


if __name__ == "__main__":
    main()
