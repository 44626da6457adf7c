"""Draws panels of the dashboard from the answers of a Prometheus that watches a scorer.

    ./arena up &
    prometheus --config.file=prometheus.yml &        # with the scorer at 127.0.0.1:8080 as its target
    ./arena replay votes.csv --rate 20 --wait
    python3 docs/pictures/dashboard.py --minutes 5 > docs/pictures/dashboard.svg

The queries, titles and units are those of deploy/monitoring/grafana/dashboards/arena.json; only the drawing is not Grafana's.
"""

import argparse
import json
import math
import os
import re
import time
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape

DASHBOARD = os.path.join(os.path.dirname(__file__), "../../deploy/monitoring/grafana/dashboards/arena.json")
CHOSEN = ["Pairs by outcome", "Age of a record", "Where the time goes",
          "Pairs of a batch", "Why batches did not grow", "Lag by partition",
          "Heap", "Processor", "Dead letters by reason"]
COLOURS = ["#1f5fae", "#a8480c", "#2d7d46", "#8250df", "#9a6700", "#57606a", "#cf222e", "#0a7ea4"]
WIDTH, HEIGHT, GAP, COLUMNS = 320, 200, 12, 3
LEFT, RIGHT, TOP, BOTTOM = 58, 308, 34, 150


def series(prometheus, expression, start, end, step):
    """Labels, and times with values, of each series that answers the expression."""
    query = urllib.parse.urlencode({"query": expression, "start": start, "end": end, "step": step})
    with urllib.request.urlopen(f"{prometheus}/api/v1/query_range?{query}", timeout=30) as answer:
        for result in json.load(answer)["data"]["result"]:
            values = [(at, float(value)) for at, value in result["values"]]
            yield result["metric"], [(at, value) for at, value in values if math.isfinite(value)]


def legend(target, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda name: labels.get(name.group(1), ""), target.get("legendFormat", ""))


def number(value, unit):
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    if unit == "s":
        return f"{1000 * value:.3g} ms" if value < 1 else f"{value:.3g} s"
    if unit == "bytes":
        return f"{value / 2**20:.3g} MiB"
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def panel(prometheus, described, start, end, step):
    lines = []
    for target in described["targets"]:
        expression = target["expr"].replace("$instance", ".*").replace("$__rate_interval", "1m")
        for labels, values in series(prometheus, expression, start, end, step):
            lines.append((legend(target, labels), values))
    unit = described.get("fieldConfig", {}).get("defaults", {}).get("unit")
    top = max((value for _, values in lines for _, value in values), default=0) or 1
    drawn = [f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#fff" stroke="#d8dee4"/>',
             f'<text x="12" y="21" class="title">{escape(described["title"])}</text>']
    for share in (0, 0.5, 1):
        y = BOTTOM - share * (BOTTOM - TOP)
        drawn.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#d8dee4"/>')
        drawn.append(f'<text x="{LEFT - 4}" y="{y + 3:.0f}" text-anchor="end">{number(share * top, unit)}</text>')
    for index, (_, values) in enumerate(lines):
        points = " ".join(
            f"{LEFT + (at - start) / (end - start) * (RIGHT - LEFT):.1f},{BOTTOM - value / top * (BOTTOM - TOP):.1f}"
            for at, value in values)
        drawn.append(f'<polyline fill="none" stroke-width="1.6" stroke="{COLOURS[index % len(COLOURS)]}" points="{points}"/>')
    x, y = 12, BOTTOM + 18
    for index, (name, _) in enumerate(lines):
        if x > 12 and x + 16 + 6 * len(name) > WIDTH - 8:
            x, y = 12, y + 14
        if y > HEIGHT - 4:  # no room for more names
            break
        drawn.append(f'<rect x="{x}" y="{y - 5}" width="10" height="3" fill="{COLOURS[index % len(COLOURS)]}"/>')
        drawn.append(f'<text x="{x + 14}" y="{y}">{escape(name)}</text>')
        x += 24 + 6 * len(name)
    return drawn


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prometheus", default="http://127.0.0.1:9090")
    parser.add_argument("--minutes", type=float, default=5)
    options = parser.parse_args()
    with open(DASHBOARD, encoding="utf-8") as file:
        panels = {described["title"]: described for described in json.load(file)["panels"]}
    missing = [title for title in CHOSEN if title not in panels]
    if missing:
        raise SystemExit(f"the dashboard has no panels {missing}; expected some of {sorted(panels)}. Change CHOSEN.")
    end = time.time()
    start = end - 60 * options.minutes
    rows = math.ceil(len(CHOSEN) / COLUMNS)
    width, height = COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + GAP
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="Panels of the dashboard">')
    print("<style>text{font:10px system-ui,'DejaVu Sans',sans-serif;fill:#57606a}.title{font-size:13px;font-weight:600;fill:#1b1f24}</style>")
    print(f'<rect width="{width}" height="{height}" fill="#f6f8fa"/>')
    for index, title in enumerate(CHOSEN):
        x = GAP + index % COLUMNS * (WIDTH + GAP)
        y = GAP + index // COLUMNS * (HEIGHT + GAP)
        print(f'<g transform="translate({x} {y})">')
        print("\n".join(panel(options.prometheus, panels[title], start, end, max(1, (end - start) / 120))))
        print("</g>")
    print("</svg>")


if __name__ == "__main__":
    main()
