"""Computes with published libraries what the tests of this module compare with; README.md says how to run it."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
from confseq.boundaries import normal_mixture_bound
from evidently.legacy.calculations.stattests import psi_stat_test
from evidently.legacy.core import ColumnType
from glide.monitors import AsymptoticClassicalRM
from scipy.stats import binomtest, entropy
from sklearn.metrics import brier_score_loss, cohen_kappa_score, log_loss

FOLDER = Path(__file__).parent
RANDOM = np.random.default_rng(20261128)


def write(name, heading, rows):
    with open(FOLDER / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows([[value if isinstance(value, (int, str)) else repr(float(value)) for value in row] for row in rows])


def calibration_error(confidence, right):
    """Guo et al. 2017, equation 3, with ten bins that hold their lower end."""
    bins = np.minimum(9, (confidence * 10).astype(int))
    return sum(np.mean(bins == b) * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in np.unique(bins))


def votes():
    """Predictions, votes that mostly follow them, and the figures of both."""
    logits = RANDOM.normal(size=(400, 3))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    drawn = np.exp(0.7 * logits) / np.exp(0.7 * logits).sum(axis=1, keepdims=True)
    y = np.array([RANDOM.choice(3, p=row) for row in drawn])
    write("votes.csv", ["a", "b", "tie", "outcome"], [[*row, int(vote)] for row, vote in zip(p, y)])
    h = entropy(p, axis=1)
    variance = (p * np.log(p) ** 2).sum(axis=1) - h**2
    loss = -np.log(p[np.arange(len(y)), y])
    write("expected.csv", ["name", "value"], [
        ["log_loss", log_loss(y, p, labels=[0, 1, 2])],
        ["brier", brier_score_loss(y, p, labels=[0, 1, 2], scale_by_half=False)],
        ["entropy", h.mean()],
        ["entropy_variance", variance.mean()],
        ["z", (loss - h).sum() / np.sqrt(variance.sum())],
        ["kappa", cohen_kappa_score(y, p.argmax(axis=1))],
        ["ece", calibration_error(p.max(axis=1), p.argmax(axis=1) == y)],
    ])


def kappa():
    rows = []
    for _ in range(20):
        table = RANDOM.integers(0, 60, size=9)
        first = np.repeat(np.repeat([0, 1, 2], 3), table)
        second = np.repeat(np.tile([0, 1, 2], 3), table)
        rows.append([*map(int, table), cohen_kappa_score(first, second)])
    write("kappa.csv", ["aa", "ab", "at", "ba", "bb", "bt", "ta", "tb", "tt", "kappa"], rows)


def wilson():
    rows = []
    for hits, rows_ in [(8, 10), (0, 5), (5, 5), (1, 3), (530, 1000), (4999, 10000), (999_000, 1_000_000), (17, 60)]:
        interval = binomtest(hits, rows_).proportion_ci(0.95, method="wilson")
        rows.append([hits, rows_, interval.low, interval.high])
    write("wilson.csv", ["hits", "rows", "low", "high"], rows)


def confseq():
    rows = []
    for alpha in [0.05, 0.01, 0.2]:
        for best in [100, 1000, 20_000]:
            for t in [2, 10, 100, 101, 1000, 5000, 20_000, 1_000_000, 1_000_000_000]:
                bound = normal_mixture_bound(float(t), alpha, float(best), alpha, False)
                rows.append([t, alpha, best, bound / t])
    write("confseq.csv", ["t", "alpha", "t0", "width"], rows)


def glide():
    """One-sided at half of alpha, with ln(1 + x) in the place of ln x: slightly wider than two-sided at alpha."""
    batches = 20_000
    monitored = AsymptoticClassicalRM().detect(
        np.tile([-1.0, 1.0], batches), np.repeat(np.arange(batches), 2), higher_is_better=False, threshold=0.0,
        confidence_level=0.975, tightest_at_batch=1000)
    widths = monitored.running_means - monitored.confidence_bounds  # the standard error of each batch is 1
    write("glide.csv", ["t", "width"], [[t, widths[t - 1]] for t in [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]])


def series():
    """The intervals of arXiv:2103.06476 after each observation, from their definition."""
    x = RANDOM.gamma(2, size=400) - 2.1
    t = np.arange(1, len(x) + 1)
    mean = np.cumsum(x) / t
    deviation = np.array([np.std(x[:n], ddof=1) if n > 1 else 0 for n in t])
    r = (-2 * np.log(0.05) + np.log(1 - 2 * np.log(0.05))) / 1000
    half = deviation * np.sqrt(2 * (t * r + 1) / (t**2 * r) * np.log(np.sqrt(t * r + 1) / 0.05))
    write("series.csv", ["value", "low", "high"], zip(x, mean - half, mean + half))


def psi():
    rows = []
    for n, m in [(100, 100), (2000, 300), (50_000, 700), (50_000, 50_000)]:
        for _ in range(5):
            p, q = RANDOM.dirichlet(np.full(5, 8.0), size=2)
            before, today = 1 + RANDOM.multinomial(n, p), 1 + RANDOM.multinomial(m, q)
            reference = pd.Series(np.repeat(list("abcde"), before))
            current = pd.Series(np.repeat(list("abcde"), today))
            theirs, _ = psi_stat_test.func(reference, current, ColumnType.Categorical, 0.1)
            p, q = (before + 0.5) / (before + 0.5).sum(), (today + 0.5) / (today + 0.5).sum()
            rows.append([*map(int, before), *map(int, today), theirs, ((q - p) * np.log(q / p)).sum()])
    write("psi.csv", [*"abcde", *"ABCDE", "evidently", "with_halves"], rows)


if __name__ == "__main__":
    votes()
    kappa()
    wilson()
    confseq()
    glide()
    series()
    psi()
