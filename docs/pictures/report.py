"""Draws the headline and charts of a report as one SVG.

    ./arena evaluate --data held-out.csv --baseline-votes votes.csv --report report
    python3 docs/pictures/report.py report/report.html --charts 4 > docs/pictures/report.svg
    python3 docs/pictures/report.py report/report.html --chart "Log loss and cost" > docs/pictures/frontier.svg

The charts are the report's own, with its style sheet; what is around them is text.
"""

import argparse
import html
import re
import textwrap
from xml.sax.saxutils import escape

WIDTH, GAP, COLUMN = 1000, 24, 464
COLOURS = re.compile(r":root \{(.*?)\}", re.DOTALL)


def one(pattern, page):
    found = re.search(pattern, page, re.DOTALL)
    if not found:
        raise SystemExit(f"the report has nothing like {pattern}; expected a page of ./arena evaluate --report")
    return html.unescape(re.sub(r"<[^>]+>", "", found.group(1))).strip()


def style(page):
    """The colours of the light scheme, and what the style sheet says of charts."""
    sheet = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    colours = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", COLOURS.search(sheet).group(1)))
    rules = [rule for rule in re.findall(r"^svg[^\n]*\}$", sheet, re.MULTILINE) if "display" not in rule]
    text = "svg{font:13px system-ui,'DejaVu Sans',sans-serif}\n" + "\n".join(rules)
    return re.sub(r"var\((--[\w-]+)\)", lambda name: colours[name.group(1)], text), colours


def alone(title, charts, sheet, colours):
    """A chart with the style sheet and a background."""
    for chart in charts:
        if f"<title>{html.escape(title)}</title>" in chart:
            before, rest = chart.split("</desc>", 1)
            background = f'<rect width="100%" height="100%" fill="{colours["--paper"]}"/>'
            return f"{before}</desc>\n<style>\n{sheet}\n</style>\n{background}{rest}"
    raise SystemExit(f"the report has no chart {title}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report")
    parser.add_argument("--charts", type=int, default=4, help="how many of the report's charts, in its order")
    parser.add_argument("--chart", metavar="TITLE", help="draw this chart alone")
    options = parser.parse_args()
    with open(options.report, encoding="utf-8") as file:
        page = file.read()
    sheet, colours = style(page)
    tiles = re.findall(r"<div><dt>(.*?)</dt><dd class=\"value\">(.*?)</dd><dd class=\"note\">(.*?)</dd></div>", page)
    figures = re.findall(r"<figure>(<svg.*?</svg>)<figcaption>(.*?)</figcaption></figure>", page, re.DOTALL)
    if options.chart:
        print(alone(options.chart, [chart for chart, _ in figures], sheet, colours))
        return

    body, y = [], 44
    body.append(f'<text x="{GAP}" y="{y}" font-size="24" font-weight="650">{escape(one(r"<h1>(.*?)</h1>", page))}</text>')
    for line in textwrap.wrap(one(r'<p class="verdict">(.*?)</p>', page), 120):
        y += 24
        body.append(f'<text x="{GAP}" y="{y}" font-size="15">{escape(line)}</text>')
    y += 24
    wide = (WIDTH - 2 * GAP - 12 * (len(tiles) - 1)) / max(1, len(tiles))
    for number, (name, value, note) in enumerate(tiles):
        x = GAP + number * (wide + 12)
        body.append(f'<rect x="{x:.0f}" y="{y}" width="{wide:.0f}" height="84" rx="8" fill="{colours["--panel"]}"/>')
        for down, size, text in ((22, 11, name), (50, 22, value), (72, 10, note)):
            body.append(f'<text x="{x + 12:.0f}" y="{y + down}" font-size="{size}">{text}</text>')
    y += 84 + GAP
    row = 0
    for number, (chart, caption) in enumerate(figures[:options.charts]):
        across, down = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', chart).groups())
        high = COLUMN * down / across
        x = GAP if number % 2 == 0 else WIDTH - GAP - COLUMN
        body.append(chart.replace("<svg ", f'<svg x="{x}" y="{y:.0f}" width="{COLUMN}" height="{high:.0f}" ', 1))
        for under, line in enumerate(textwrap.wrap(html.unescape(caption), 76)):
            body.append(f'<text class="tick" x="{x}" y="{y + high + 14 + 16 * under:.0f}">{escape(line)}</text>')
        row = max(row, high + 64)
        if number % 2 == 1:
            y, row = y + row, 0
    height = y + row
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="A report">')
    print(f"<style>\n{sheet}\n</style>")
    print(f'<rect width="{WIDTH}" height="{height:.0f}" fill="{colours["--paper"]}"/>')
    print("\n".join(body))
    print("</svg>")


if __name__ == "__main__":
    main()
