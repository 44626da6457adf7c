"""Makes models/src/test/resources/facts/markdown.jsonl: texts, and FastChat's counts of their Markdown.

    python models/src/test/python/make_markdown_fixture.py FastChat/fastchat/serve/monitor/add_markdown_info.py

FastChat: https://github.com/lm-sys/FastChat, commit 0e6d3e4b or one that does not change this file. Only the two functions that
count are run, because the rest of the file needs pandas and an API key.
"""

import ast
import csv
import json
import pathlib
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[4]
CODE_BLOCK = re.compile("```([^`]*)```")  # as in FastChat's get_element_counts
PIECES = ["# ", "## ", "###### ", "####### ", "#", "\n", "\n\n", " ", "\t", "\u00a0", "\u2003", "- ", "* ", "+ ", "-", "1. ", "12.\n",
          "٣. ", "1) ", "**", "__", "*", "_", "bold", "two words", "```", "```py\n", "`", "````", "x", "é", "😀", "\r\n", "\x1c", "\x85", "."]


def functions(path):
    tree = ast.parse(pathlib.Path(path).read_text())
    tree.body = [node for node in tree.body
                 if isinstance(node, ast.FunctionDef) and node.name in ("count_markdown_elements", "remove_pattern")]
    scope = {"re": re}
    exec(compile(tree, path, "exec"), scope)
    return scope


def texts():
    for name in ("pairs.csv", "votes.csv"):
        with open(ROOT / "examples" / name, newline="") as file:
            for row in csv.DictReader(file):
                yield row["response_a"]
                yield row["response_b"]
                yield row["response_a"].replace("\\n", "\n")
    chance = random.Random(7)
    for _ in range(400):
        yield "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 25)))


def main():
    fastchat = functions(sys.argv[1])
    with open(ROOT / "models/src/test/resources/facts/markdown.jsonl", "w") as out:
        for text in dict.fromkeys(texts()):
            blocks = [block for block in CODE_BLOCK.findall(text) if block]
            if any(text.count(block) > 1 for block in blocks):
                continue  # FastChat also removes the other occurrences; Arena does not
            counts = fastchat["count_markdown_elements"](fastchat["remove_pattern"](text, CODE_BLOCK), suffix="")
            line = {"text": text}
            for name in ("header", "list", "bold"):
                line[name] = sum(counts[f"{name}_count"].values())
            out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
