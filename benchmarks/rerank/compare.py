"""Compares how many answers a second the console, Infinity and text-embeddings-inference rank over HTTP; see README.md."""

import argparse
import collections
import csv
import http.client
import json
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

from tokenizers import Tokenizer

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
START_SECONDS = 300
WARM_REQUESTS = 32

# What one server did with all requests.
Measured = collections.namedtuple("Measured", "rate cpu client")


def servers(encoders, tei):
    """Each server's command (PORT stands for its port), path, and the field with the documents."""
    arena = [os.path.join(ROOT, "arena"), "console", "--port", "PORT", "--set", "arena.http.port=off", "--set", "arena.log.level=WARN"]
    infinity = [os.path.join(os.path.dirname(sys.executable), "infinity_emb"), "v2", "--host", "127.0.0.1", "--port", "PORT",
                "--device", "cpu", "--no-trust-remote-code", "--log-level", "warning", "--model-id"]
    names = {
        "arena int8": [*arena, "--set", "arena.precision=int8"],
        "arena fp32": [*arena, "--set", "arena.precision=fp32", "--bundle", f"{encoders}/arena-fp32"],
        "infinity torch fp32": [*infinity, f"{encoders}/torch", "--engine", "torch", "--dtype", "float32"],
        "infinity torch bf16": [*infinity, f"{encoders}/torch", "--engine", "torch", "--dtype", "bfloat16"],
        "infinity onnx fp32": [*infinity, f"{encoders}/onnx", "--engine", "optimum"],
        "infinity onnx int8": [*infinity, f"{encoders}/onnx-int8", "--engine", "optimum"],
    }
    known = {name: (command, "/v1/rerank" if name.startswith("arena") else "/rerank", "documents") for name, command in names.items()}
    if tei:
        for name, folder in (("tei onnx fp32", "onnx"), ("tei onnx int8", "onnx-int8")):
            known[name] = ([tei, "--model-id", f"{encoders}/{folder}", "--hostname", "127.0.0.1", "--port", "PORT",
                            "--prometheus-port", "FREE"], "/rerank", "texts")
    return known


def turns(cell):
    """The turns of a cell, joined as Arena joins them."""
    parts = json.loads(cell)
    return "\n".join(part or "" for part in parts) if isinstance(parts, list) else str(parts)


class Cutter:
    """Cuts texts so that no server truncates them, and all read the same tokens."""

    def __init__(self, bundle):
        with open(os.path.join(bundle, "bundle.json"), encoding="utf-8") as source:
            encoding = json.load(source)["encoding"]
        self.most, self.prompt = encoding["max_tokens"], encoding["prompt_tokens"]
        self.tokenizer = Tokenizer.from_file(os.path.join(bundle, "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def query(self, text):
        return self.cut(text, self.prompt)

    def document(self, query, text):
        room = self.most - self.tokens(query, "")
        found = self.cut(text, room)
        while self.tokens(query, found) > self.most:  # a text that is cut may have one token more
            room -= 1
            found = self.cut(text, room)
        return found

    def tokens(self, query, document):
        return len(self.tokenizer.encode(query, document).ids)

    def cut(self, text, most):
        text = text.strip()
        offsets = self.tokenizer.encode(text, add_special_tokens=False).offsets
        return text if len(offsets) <= most else text[: offsets[most - 1][1]].strip()


def read(files, cutter, size, limit):
    """One request for each `size` answers: (query, documents). The query is the prompt of the first."""
    votes = []
    for file in files:
        with open(file, newline="", encoding="utf-8") as source:
            votes += list(csv.DictReader(source))
    votes = votes[:limit]
    found = []
    for start in range(0, len(votes) - size // 2 + 1, size // 2):
        group = votes[start : start + size // 2]
        query = cutter.query(turns(group[0]["prompt"]))
        answers = [turns(vote[side]) for vote in group for side in ("response_a", "response_b")]
        documents = [cutter.document(query, answer) for answer in answers]
        # equal answers would be encoded once by Arena, and blank texts are refused by some
        if query and all(documents) and len(set(documents)) == size:
            found.append((query, documents))
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server in a process group of its own, which is stopped while another one is measured."""

    def __init__(self, name, command, path, field, logs):
        self.name, self.path, self.field, self.port = name, path, field, free_port()
        command = [{"PORT": str(self.port), "FREE": str(free_port())}.get(word, word) for word in command]
        self.log = open(os.path.join(logs, name.replace(" ", "-") + ".log"), "w", encoding="utf-8")
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1"}
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, start_new_session=True, env=environment)

    def body(self, query, documents):
        return json.dumps({"query": query, self.field: documents}).encode()

    def wait_until_ready(self, body):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.post(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60), body)
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{self.name} did not start; its log is {self.log.name}")
                time.sleep(0.5)

    def post(self, connection, body):
        """Returns how many documents were ranked."""
        connection.request("POST", self.path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise SystemExit(f"{self.name} answered {response.status}: {content[:300]!r}; its log is {self.log.name}")
        ranked = json.loads(content)
        return len(ranked if isinstance(ranked, list) else ranked["results"])

    def send(self, bodies, concurrency):
        """Sends all bodies, `concurrency` at a time, each over one of as many connections."""
        waiting, failures = iter(bodies), []
        lock = threading.Lock()

        def client():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                while not failures:
                    with lock:
                        body, size = next(waiting, (None, 0))
                    if body is None:
                        break
                    if self.post(connection, body) != size:
                        raise SystemExit(f"{self.name} did not rank all documents")
            except BaseException as failure:
                failures.append(failure)
            finally:
                connection.close()

        threads = [threading.Thread(target=client) for _ in range(concurrency)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def measure(self, requests, concurrency):
        bodies = [(self.body(*request), len(request[1])) for request in requests]
        self.signal(signal.SIGCONT)
        self.send(bodies[:WARM_REQUESTS], concurrency)
        cpu, client, begin = self.cpu(), resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        self.send(bodies, concurrency)
        seconds = time.perf_counter() - begin
        after = resource.getrusage(resource.RUSAGE_SELF)
        answers = sum(size for _, size in bodies)
        used = after.ru_utime + after.ru_stime - client.ru_utime - client.ru_stime
        measured = Measured(answers / seconds, (self.cpu() - cpu) / answers * 1000, used / seconds / os.cpu_count())
        self.signal(signal.SIGSTOP)
        return measured

    def cpu(self):
        """Processor seconds of the process group."""
        ticks = 0
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8") as source:
                    fields = source.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def close(self):
        for number in (signal.SIGCONT, signal.SIGTERM):
            self.signal(number)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
        self.log.close()


def require_same_tokens(arena, requests, cutter):
    """Fails if Arena reads other tokens than the pairs have, or cuts a text."""
    connection = http.client.HTTPConnection("127.0.0.1", arena.port, timeout=60)
    for query, documents in requests[:20]:
        body = json.dumps({"prompt": query, "responses": documents})
        connection.request("POST", "/v1/rank", body, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        expected = sum(cutter.tokens(query, document) for document in documents)
        if answer["truncated"] or answer["tokens"] != expected:
            raise SystemExit(f"Arena read {answer['tokens']} tokens; expected {expected}, as the other servers read")
    connection.close()


def spread(values, digits):
    ordered = sorted(values)
    return f"{statistics.median(ordered):.{digits}f} [{ordered[0]:.{digits}f}, {ordered[-1]:.{digits}f}]"


def report(rounds, tokens):
    names = list(rounds)
    references = [name for name in names if name.startswith("arena")]
    print("| server | answers/s | tokens/s | CPU ms per answer | client's share of the CPU |" + "".join(f" of {name} |" for name in references))
    print("|---|" + "---|" * (4 + len(references)))
    for name in names:
        each = rounds[name]
        ratios = [spread([a.rate / b.rate for a, b in zip(each, rounds[reference])], 2) for reference in references]
        row = [
            name,
            spread([m.rate for m in each], 0),
            f"{statistics.median(m.rate for m in each) * tokens:,.0f}",
            spread([m.cpu for m in each], 2),
            f"{statistics.median(m.client for m in each):.1%}",
            *ratios,
        ]
        print("| " + " | ".join(row) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", help="CSV files with prompt, response_a and response_b, each a JSON array of turns")
    parser.add_argument("--encoders", required=True, help="the folder that encoder.py wrote")
    parser.add_argument("--tei", help="text-embeddings-router, built with its ort feature")
    parser.add_argument("--only", action="append", metavar="NAME", help="measure only servers whose name begins with this; may be repeated")
    parser.add_argument("--documents", type=int, default=2, help="answers in a request: 2, or another even number up to 32 (default: 2)")
    parser.add_argument("--concurrency", type=int, default=32, help="requests at a time (default: 32)")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds, after one to warm up (default: 5)")
    parser.add_argument("--votes", type=int, help="how many votes of the files to use (default: all)")
    parser.add_argument("--json", metavar="FILE", help="write every figure to this file")
    arguments = parser.parse_args()

    bundle = os.path.join(ROOT, "models", "default")
    cutter = Cutter(bundle)
    requests = read(arguments.files, cutter, arguments.documents, arguments.votes)
    if len(requests) < arguments.concurrency:
        raise SystemExit(f"the files give {len(requests)} requests; expected at least {arguments.concurrency}")
    lengths = [cutter.tokens(query, document) for query, documents in requests for document in documents]
    tokens = statistics.mean(lengths)
    print(f"{len(requests)} requests of {arguments.documents} answers, {arguments.concurrency} at a time; mean {tokens:.0f} tokens "
          f"[{min(lengths)}, {max(lengths)}]; {os.cpu_count()} cores; {arguments.rounds} rounds", flush=True)

    known = servers(os.path.abspath(arguments.encoders), arguments.tei)
    chosen = {name: each for name, each in known.items() if not arguments.only or name.startswith(tuple(arguments.only))}
    subprocess.run([os.path.join(ROOT, "arena"), "console", "config"], check=True, stdout=subprocess.DEVNULL)  # builds what has changed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no server is left
    running = []
    try:
        for name, (command, path, field) in chosen.items():
            server = Server(name, command, path, field, arguments.encoders)
            running.append(server)
            server.wait_until_ready(server.body(*requests[0]))
            if name.startswith("arena"):
                require_same_tokens(server, requests, cutter)
            server.signal(signal.SIGSTOP)
            print(f"{name} has started", file=sys.stderr, flush=True)
        rounds = {name: [] for name in chosen}
        for turn in range(arguments.rounds + 1):
            for server in running if turn % 2 else running[::-1]:
                measured = server.measure(requests, arguments.concurrency)
                print(f"round {turn}: {server.name} {measured.rate:.0f} answers/s", file=sys.stderr, flush=True)
                if turn > 0:  # the first one warms up
                    rounds[server.name].append(measured)
    finally:
        for server in running:
            server.close()
    report(rounds, tokens)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as target:
            json.dump({name: [m._asdict() for m in each] for name, each in rounds.items()}, target, indent=1)


if __name__ == "__main__":
    main()
