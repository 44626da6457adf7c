"""Prints the lengths of two sequences for each of 256 pairs, as in votes at 256 tokens: many are full."""
import random

random.seed(1)


def length(scale):
    return max(8, min(256, round(scale * random.lognormvariate(0, 0.4))))


pairs = []
for _ in range(256):
    scale = random.lognormvariate(5.4, 0.8)
    pairs.append((length(scale), length(scale)))
pairs.sort(key=max)
batches = [pairs[i : i + 16] for i in range(0, 256, 16)]
random.shuffle(batches)
for batch in batches:
    for a, b in batch:
        print(a, b)
