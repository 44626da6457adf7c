"""The scorer as a hand-tuned Python loop: read what has arrived, score it, commit both in one transaction.

Usage: loop.py --bootstrap HOST:PORT --registry URL --name NAME [--bundle DIR] [--threads N] [--session MS]
Reads the topic NAME.pairs, writes NAME.preferences, exactly once. Prints "ready" when it has its partitions.

It runs Arena's graphs as Arena does: one unpadded sequence per run, longest first, one run per thread. It is spared
the text features, which are zero here, so its probabilities are not Arena's; everything else is the same work.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import signal
import sys
import threading
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import confluent_kafka
import numpy
import onnxruntime
import tokenizers

from wire import HOME, Format

BATCH = 32  # records in a transaction
IDLE_POLL = 0.5  # seconds; a poll returns as soon as there is a record


class Scorer:
    def __init__(self, bundle, threads):
        manifest = json.loads((bundle / "bundle.json").read_text())
        encoding = manifest["encoding"]
        self.model = f"{manifest['name']}@{manifest['version']}"
        self.max_tokens = encoding["max_tokens"] - 3
        self.prompt_tokens = encoding["prompt_tokens"]
        self.head_share = encoding["cut"]["head_share"]
        self.separator = encoding["turn_separator"]
        self.symmetric = len(manifest["features"]["symmetric"])
        self.antisymmetric = len(manifest["features"]["antisymmetric"])
        self.tokenizer = tokenizers.Tokenizer.from_file(str(bundle / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.cls = self.tokenizer.token_to_id("[CLS]")
        self.sep = self.tokenizer.token_to_id("[SEP]")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        cpu = ["CPUExecutionProvider"]
        self.encoder = onnxruntime.InferenceSession(str(bundle / "encoder.int8.onnx"), options, cpu)
        self.head = onnxruntime.InferenceSession(str(bundle / "head.onnx"), options, cpu)
        self.masked = any(each.name == "attention_mask" for each in self.encoder.get_inputs())
        self.pool = concurrent.futures.ThreadPoolExecutor(threads)

    def tokens(self, text):
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def cut(self, ids, most):
        if len(ids) <= most:
            return ids
        first = round(most * self.head_share)
        return ids[:first] + ids[len(ids) - (most - first) :]

    def sequences(self, pair):
        """Two sequences of ids with the index of their second segment."""
        sides = []
        turns = pair["turns"]
        prompt = self.cut(
            self.tokens(self.separator.join(turn["prompt"] or "" for turn in turns)), self.prompt_tokens
        )
        for side in ("response_a", "response_b"):
            answer = self.tokens(self.separator.join(turn[side] or "" for turn in turns))
            answer = self.cut(answer, self.max_tokens - len(prompt))
            sides.append(([self.cls, *prompt, self.sep, *answer, self.sep], len(prompt) + 2))
        return sides

    def vector(self, sequence):
        ids, second = sequence
        types = numpy.zeros((1, len(ids)), numpy.int64)
        types[0, second:] = 1
        inputs = {"input_ids": numpy.array([ids], numpy.int64), "token_type_ids": types}
        if self.masked:
            inputs["attention_mask"] = numpy.ones((1, len(ids)), numpy.int64)
        return self.encoder.run(["vector"], inputs)[0][0]

    def score(self, pairs):
        """The probabilities and the number of tokens of each pair."""
        sequences = [side for sides in self.pool.map(self.sequences, pairs) for side in sides]
        longest_first = sorted(range(len(sequences)), key=lambda i: -len(sequences[i][0]))
        runs = {i: self.pool.submit(self.vector, sequences[i]) for i in longest_first}
        vectors = numpy.stack([runs[i].result() for i in range(len(sequences))])
        probabilities = self.head.run(
            ["probabilities"],
            {
                "first": vectors[0::2],
                "second": vectors[1::2],
                "antisymmetric": numpy.zeros((len(pairs), self.antisymmetric), numpy.float32),
                "symmetric": numpy.zeros((len(pairs), self.symmetric), numpy.float32),
            },
        )[0]
        tokens = [len(sequences[2 * i][0]) + len(sequences[2 * i + 1][0]) for i in range(len(pairs))]
        return probabilities, tokens


def records(consumer):
    """What has arrived, at most a batch; waits only while there is nothing."""
    first = consumer.poll(IDLE_POLL)
    if first is None:
        return []
    batch = [first, *consumer.consume(BATCH - 1, 0)]
    for record in batch:
        if record.error():
            sys.exit(str(record.error()))
    return batch


def preference(scorer, pair, probabilities, tokens):
    a, b, tie = (float(each) for each in probabilities)
    total = a + b + tie
    return {
        "id": pair["id"],
        "winner_model_a": a / total,
        "winner_model_b": b / total,
        "winner_tie": tie / total,
        "model": scorer.model,
        "tokens": tokens,
        "truncated": False,
        "scored_at": int(time.time() * 1000),
        "model_a": pair["model_a"],
        "model_b": pair["model_b"],
    }


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--bootstrap", required=True)
    options.add_argument("--registry", required=True)
    options.add_argument("--name", required=True)
    options.add_argument("--bundle", type=pathlib.Path, default=HOME / "models/default")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--session", type=int, default=6_000, help="session timeout in ms")
    options = options.parse_args()

    source, target = f"{options.name}.pairs", f"{options.name}.preferences"
    pairs = Format(options.registry, source, "ConversationPair")
    preferences = Format(options.registry, target, "Preference")
    scorer = Scorer(options.bundle, options.threads)
    scorer.score([{"turns": [{"prompt": "Hi", "response_a": "Hello", "response_b": "Go away"}]}])

    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": options.bootstrap,
            "group.id": options.name,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "session.timeout.ms": options.session,
            "max.poll.interval.ms": max(300_000, options.session),
        }
    )
    producer = confluent_kafka.Producer(
        {
            "bootstrap.servers": options.bootstrap,
            "transactional.id": options.name,
            "linger.ms": 0,
            "compression.type": "zstd",
        }
    )
    producer.init_transactions()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    consumer.subscribe([source], on_assign=lambda *_: print("ready", flush=True))
    while not stopping.is_set():
        batch = records(consumer)
        if not batch:
            continue
        read = [pairs.read(record.value()) for record in batch]
        probabilities, tokens = scorer.score(read)
        producer.begin_transaction()
        for i, record in enumerate(batch):
            producer.produce(
                target,
                preferences.write(preference(scorer, read[i], probabilities[i], tokens[i])),
                record.key(),
                record.partition(),
                timestamp=record.timestamp()[1],
                headers=record.headers(),
            )
        producer.send_offsets_to_transaction(
            consumer.position(consumer.assignment()), consumer.consumer_group_metadata()
        )
        producer.commit_transaction()
    consumer.close()


main()
