"""Compares programs that train: each takes a few steps in turn, round after round.

Usage: compare.py ROUNDS STEPS NAME=COMMAND...
Each command trains as many steps as a line on its stdin says, and answers with a line.
Prints for every program the median pairs per second, processor seconds per pair, and peak memory.
"""
import os
import statistics
import subprocess
import sys
import time

BATCH = 16
TICKS = os.sysconf("SC_CLK_TCK")


class Side:
    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(
            ["bash", "-c", "exec " + command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.walls, self.cpus = [], []
        self.answer("ready")

    def answer(self, word):
        """The next line that begins with a word; others are log."""
        for line in self.process.stdout:
            if line.startswith(word):
                return line[len(word) :]
        sys.exit(f"{self.name} ended; its command was {self.process.args[2]}")

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def steps(self, count):
        wall, cpu = time.monotonic(), self.cpu()
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        loss = float(self.answer("loss"))
        return loss, time.monotonic() - wall, self.cpu() - cpu

    def round(self, steps):
        loss, wall, cpu = self.steps(steps)
        self.walls.append(steps * BATCH / wall)
        self.cpus.append(cpu / (steps * BATCH))
        print(f"{self.name:14} loss {loss:.6f}  {self.walls[-1]:6.2f} pairs/s  {self.cpus[-1]:.4f} CPU s/pair", flush=True)

    def peak(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return float("nan")


def spread(values):
    return f"{statistics.median(values):.4g} ({min(values):.4g} to {max(values):.4g})"


def main():
    rounds, steps = int(sys.argv[1]), int(sys.argv[2])
    sides = [Side(*argument.split("=", 1)) for argument in sys.argv[3:]]
    for side in sides:
        loss, _, _ = side.steps(2)  # warm-up
        print(f"{side.name:14} loss after 2 steps {loss:.6f}", flush=True)
    for _ in range(rounds):
        for side in sides:
            side.round(steps)
    print("\n| program | pairs/s | CPU s/pair | peak memory, MB |\n|---|---|---|---|")
    for side in sides:
        print(f"| {side.name} | {spread(side.walls)} | {spread(side.cpus)} | {side.peak():.0f} |")
    reference = sides[-1]
    for side in sides[:-1]:
        ratios = [a / b for a, b in zip(side.walls, reference.walls)]
        cpus = [b / a for a, b in zip(side.cpus, reference.cpus)]
        print(f"{side.name} / {reference.name}: pairs/s {spread(ratios)}, pairs per CPU s {spread(cpus)}")


main()
