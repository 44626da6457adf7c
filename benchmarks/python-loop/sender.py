"""Sends pairs at a fixed rate, whatever happens to them; a process of its own, so that nothing delays it.

Usage: sender.py BOOTSTRAP REGISTRY FILE...
Each line on stdin is TOPIC RATE COUNT; RATE 0 sends all at once. Answers "done" when the broker has all of them.
The header "due" says when a pair was due, in nanoseconds of the monotonic clock, which all processes share.
"""
import csv
import itertools
import json
import struct
import sys
import time

import confluent_kafka

from wire import Format

START = 0.1  # seconds until the first pair is due
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def cell(text):
    try:
        turns = json.loads(text)
    except ValueError:
        return [text]
    return turns if isinstance(turns, list) else [text]


def read(files):
    pairs = []
    for name in files:
        with open(name, newline="") as file:
            for row in csv.DictReader(file):
                turns = itertools.zip_longest(*(cell(row[side]) for side in ("prompt", "response_a", "response_b")))
                pairs.append(
                    {
                        "id": row["id"],
                        "turns": [dict(zip(("prompt", "response_a", "response_b"), turn)) for turn in turns],
                        "model_a": row.get("model_a"),
                        "model_b": row.get("model_b"),
                        "created_at": None,
                        "attributes": {},
                    }
                )
    return pairs


def variants(pairs):
    """The pairs again and again, each time with other letters before the prompt, so that no two are equal."""
    for first, second in itertools.cycle(itertools.product(LETTERS, LETTERS)):
        for pair in pairs:
            turn = pair["turns"][0]
            changed = {**turn, "prompt": f"{first} {second} {turn['prompt'] or ''}"}
            yield {**pair, "turns": [changed, *pair["turns"][1:]]}


def main():
    bootstrap, registry, *files = sys.argv[1:]
    csv.field_size_limit(1 << 30)
    source = variants(read(files))
    producer = confluent_kafka.Producer({"bootstrap.servers": bootstrap, "linger.ms": 0})
    formats = {}
    for line in sys.stdin:
        topic, rate, count = line.split()
        rate, count = float(rate), int(count)
        if topic not in formats:
            formats[topic] = Format(registry, topic, "ConversationPair")
        partitions = len(producer.list_topics(topic).topics[topic].partitions)
        values = [(pair["id"], formats[topic].write(pair)) for pair in itertools.islice(source, count)]
        start = time.monotonic() + START
        for number, (key, value) in enumerate(values):
            due = start + (number / rate if rate else 0)
            while (left := due - time.monotonic()) > 0:
                time.sleep(left)
            header = struct.pack(">q", round(due * 1e9))
            producer.produce(topic, value, key, number % partitions, headers=[("due", header)])
            producer.poll(0)
        producer.flush()
        print("done", flush=True)


if __name__ == "__main__":
    main()
