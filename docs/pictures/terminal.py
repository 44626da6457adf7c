"""Runs a command in a terminal of its own and draws what it shows as an SVG that plays like a recording.

    python3 docs/pictures/terminal.py --columns 96 ./arena demo --limit 12 > docs/pictures/demo.svg

Each line appears when it was last written to; pauses are shortened to a second. Readers who ask for less
motion see the last state at once.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
import unicodedata
from xml.sax.saxutils import escape, quoteattr

CELL_WIDTH, CELL_HEIGHT, MARGIN, BAR = 8.0, 19, 16, 30
LONGEST_PAUSE = 1.0
ESCAPE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")


class Screen:
    """The lines of a terminal that scrolls without end, and when each changed last."""

    def __init__(self):
        self.lines, self.changed, self.row, self.column = [[]], [0.0], 0, 0

    def write(self, text, now):
        at = 0
        while at < len(text):
            code = ESCAPE.match(text, at)
            if code:
                self.control(code.group(1), code.group(2))
                at = code.end()
                continue
            self.put(text[at], now)
            at += 1

    def control(self, number, kind):
        if kind == "K":
            del self.lines[self.row][self.column:]
        elif kind == "A":
            self.row = max(0, self.row - int(number or 1))

    def put(self, letter, now):
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self.row += 1
            if self.row == len(self.lines):
                self.lines.append([])
                self.changed.append(now)
        elif letter >= " ":
            line = self.lines[self.row]
            line.extend(" " * (self.column - len(line)))
            line[self.column:self.column + 1] = [letter]
            # the second cell of a wide letter holds nothing
            if unicodedata.east_asian_width(letter) in "WF":
                line[self.column + 1:self.column + 2] = [""]
                self.column += 1
            self.column += 1
            self.changed[self.row] = now


def record(command, columns):
    """The screen with the command and what it shows, and its exit code."""
    screen = Screen()
    screen.write("$ " + " ".join(command) + "\r\n", 0.0)
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm", COLUMNS=str(columns))
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    shown, before, rest = 0.5, time.monotonic(), b""
    while True:
        select.select([terminal], [], [])
        try:
            read = os.read(terminal, 65536)
        except OSError:  # the command has ended
            break
        if not read:
            break
        now = time.monotonic()
        shown += min(now - before, LONGEST_PAUSE)
        before = now
        rest += read
        text = rest.decode("utf-8", errors="ignore")
        rest = rest[len(text.encode()):]
        screen.write(text, shown)
    return screen, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def runs(line):
    """Neighbours of the same width in cells, with the column at which they begin."""
    found = []
    for column, letter in enumerate(line):
        if letter == "":
            continue
        wide = unicodedata.east_asian_width(letter) in "WF"
        if found and found[-1][2] == wide:
            found[-1][1].append(letter)
        else:
            found.append((column, [letter], wide))
    return [(column, "".join(letters), wide) for column, letters, wide in found]


def draw(screen, columns, title):
    lines = list(zip(screen.lines, screen.changed))
    while not "".join(lines[-1][0]).strip():
        lines.pop()
    width = 2 * MARGIN + columns * CELL_WIDTH
    height = BAR + 2 * MARGIN + len(lines) * CELL_HEIGHT
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" xml:space="preserve" role="img" aria-label={quoteattr(title)}>')
    print("<style>")
    print("text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d8dee4;white-space:pre}")
    print("g{animation:appear .01s both}@keyframes appear{from{opacity:0}}")
    print("@media (prefers-reduced-motion:reduce){g{animation:none}}")
    print("</style>")
    print(f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#14181d"/>')
    for number, colour in enumerate(("#e5534b", "#c69026", "#57ab5a")):
        print(f'<circle cx="{MARGIN + 4 + 18 * number}" cy="16" r="5" fill="{colour}"/>')
    for number, (line, seconds) in enumerate(lines):
        baseline = BAR + MARGIN + CELL_HEIGHT * number + 14
        print(f'<g style="animation-delay:{seconds:.2f}s">', end="")
        for column, text, wide in runs(line):
            if text.strip():
                left = len(text) - len(text.lstrip())
                text, column = text.strip(), column + left * (2 if wide else 1)
                length = len(text) * CELL_WIDTH * (2 if wide else 1)
                x = MARGIN + column * CELL_WIDTH
                print(f'<text x="{x:.0f}" y="{baseline}" textLength="{length:.0f}">{escape(text)}</text>', end="")
        print("</g>")
    print("</svg>")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--columns", type=int, default=96)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    screen, code = record(options.command, options.columns)
    if code != 0:
        sys.exit(f"{' '.join(options.command)} ended with exit code {code}; expected 0:\n"
                 + "\n".join("".join(line) for line in screen.lines))
    draw(screen, options.columns, "A recording of " + " ".join(options.command))


if __name__ == "__main__":
    main()
