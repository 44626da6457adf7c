"""Measures Arena's scorer and the Python loop in turn: latency and processor time at the same rates.

Usage: compare.py [--arena NAME=DIR]... [--rates N,N,...] [--rounds N] [--seconds N] [--burst N] FILE...
See README.md. Needs a built checkout; starts its own servers, and leaves no process or folder behind.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import confluent_kafka
import confluent_kafka.admin

from wire import HOME

HERE = pathlib.Path(__file__).resolve().parent
PARTITIONS = 4
TICKS = os.sysconf("SC_CLK_TCK")
SHARES = (0.1, 0.5, 0.8)
# a side is stopped while another is measured, and must not lose its partitions then
SESSION = 1_200_000
TIMEOUT = 120


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return str(any_port.getsockname()[1])


def say(text):
    print(text, file=sys.stderr, flush=True)


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Child:
    """A process in its own group, and the lines that it prints."""

    def __init__(self, command, log, **environment):
        self.log = log
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=open(log, "w"),
            text=True,
            start_new_session=True,
            env={**os.environ, **environment},
        )

    def line(self, pattern):
        for line in self.process.stdout:
            if found := re.search(pattern, line):
                return found
        sys.exit(f"{self.process.args[0]} ended; its log is below\n{pathlib.Path(self.log).read_text()[-2000:]}")

    def write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def signal(self, number):
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def stop(self):
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)


class Servers:
    """The broker, the registry and the services of ./arena up."""

    def __init__(self, folder, home=HOME):
        command = [f"{home}/arena", "up", "--data", f"{folder}/stack"]
        self.console_port = free_port()
        command += ["--console-port", self.console_port]
        for port in ("--kafka-port", "--registry-port", "--http-port", "--votes-http-port", "--console-http-port"):
            command += [port, free_port()]
        self.child = Child(command, f"{folder}/stack.log")
        ready = self.child.line(r"^ready: kafka (\S+), registry (\S+), (.*)")
        self.kafka, self.registry = ready[1], ready[2]
        self.services = {name: int(process) for name, process in re.findall(r"(\w+) \S+ \(process (\d+)", ready[3])}
        self.broker = broker_of(self.child.process.pid)

    def signal(self, number):
        """Stops the services, or lets them go on."""
        for process in self.services.values():
            os.kill(process, number)

    def stop(self):
        self.signal(signal.SIGCONT)
        self.child.stop()


class Side:
    """A scorer of the topic NAME.pairs."""

    def __init__(self, name, child, ready):
        self.name, self.child = name, child
        child.line(ready)
        self.pid = child.process.pid

    def __enter__(self):
        self.child.signal(signal.SIGCONT)
        time.sleep(1)

    def __exit__(self, *_):
        self.child.signal(signal.SIGSTOP)


def arena(name, home, folder, servers):
    settings = {
        "kafka.bootstrap.servers": servers.kafka,
        "registry.url": servers.registry,
        "arena.application.id": name,
        "arena.topic.pairs": f"{name}.pairs",
        "arena.topic.preferences": f"{name}.preferences",
        "arena.topic.dlq": f"{name}.pairs.dlq",
        "arena.topic.create": "true",
        "arena.registry.register": "true",
        "arena.http.port": "off",
        "kafka.state.dir": f"{folder}/{name}",
        "kafka.session.timeout.ms": str(SESSION),
    }
    command = [f"{home}/arena", "stream"]
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    # the collector that ./arena up and ./arena bench give their scorer
    child = Child(command, f"{folder}/{name}.log", ARENA_JAVA_OPTS="-XX:+UseSerialGC")
    return Side(name, child, "^ready")


def python_loop(name, folder, servers):
    command = [sys.executable, str(HERE / "loop.py"), "--bootstrap", servers.kafka, "--registry", servers.registry]
    command += ["--name", name, "--session", str(SESSION)]
    return Side(name, Child(command, f"{folder}/{name}.log"), "^ready")


def quantile(ordered, share):
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


class Driver:
    def __init__(self, files, folder, servers):
        self.broker = servers.broker
        command = [sys.executable, str(HERE / "sender.py"), servers.kafka, servers.registry, *files]
        self.sender = Child(command, f"{folder}/sender.log")
        self.consumer = confluent_kafka.Consumer(
            {
                "bootstrap.servers": servers.kafka,
                "group.id": "compare",
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "auto.offset.reset": "latest",
                "log_level": 0,  # the servers end first
            }
        )

    def measure(self, side, rate, count):
        """Latencies in ms, in order; pairs/s from the first due pair to the last answer; CPU ms a pair."""
        topic = f"{side.name}.preferences"
        ends = []
        for number in self.consumer.list_topics(topic).topics[topic].partitions:
            partition = confluent_kafka.TopicPartition(topic, number)
            partition.offset = self.consumer.get_watermark_offsets(partition)[1]
            ends.append(partition)
        with side:
            self.consumer.assign(ends)
            self.sender.write(f"{side.name}.pairs {rate} {count}")
            before, broker, latencies, first = cpu(side.pid), cpu(self.broker), [], None
            last = time.monotonic()
            while len(latencies) < count:
                record = self.consumer.poll(1)
                now = time.monotonic_ns()
                if record is None:
                    if time.monotonic() - last > TIMEOUT:
                        sys.exit(f"{side.name} answered {len(latencies)} of {count} pairs, and then none for {TIMEOUT} s")
                    continue
                if record.error():
                    sys.exit(str(record.error()))
                last = time.monotonic()
                due = struct.unpack(">q", dict(record.headers())["due"])[0]
                first = due if first is None else min(first, due)
                latencies.append((now - due) / 1e6)
            self.sender.line("^done")
            used = [(cpu(side.pid) - before) * 1000 / count, (cpu(self.broker) - broker) * 1000 / count]
            return sorted(latencies), count * 1e9 / (now - first), *used


def spread(values):
    return f"{statistics.median(values):.1f} [{min(values):.1f}, {max(values):.1f}]"


def broker_of(stack):
    for entry in pathlib.Path("/proc").iterdir():
        try:
            parent = entry.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1]
            if parent == str(stack) and b"KafkaBroker" in entry.joinpath("cmdline").read_bytes():
                return int(entry.name)
        except OSError:
            continue  # not a process, or no longer one
    sys.exit("the broker's process was not found below ./arena up")


def run(options, folder, started):
    say("starting servers")
    servers = Servers(folder)
    started.append(servers)
    servers.signal(signal.SIGSTOP)  # the services have nothing to do here
    homes = dict(each.split("=", 1) for each in options.arena or [f"scorer={HOME}"])
    names = [*homes, "loop"]
    topics = [
        confluent_kafka.admin.NewTopic(f"{name}.{kind}", PARTITIONS, 1)
        for name in names
        for kind in ("pairs", "preferences", "pairs.dlq")
    ]
    admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": servers.kafka, "log_level": 0})
    for future in admin.create_topics(topics).values():
        future.result()
    sides = []
    for name in names:
        say(f"starting {name}")
        side = arena(name, homes[name], folder, servers) if name in homes else python_loop(name, folder, servers)
        started.append(side.child)
        sides.append(side)
        side.child.signal(signal.SIGSTOP)
    driver = Driver(options.files, folder, servers)
    started.append(driver.sender)
    measure(options, sides, driver)


def measure(options, sides, driver):
    for number in range(options.warm_up):
        for side in sides:
            _, speed, *_ = driver.measure(side, 0, options.burst)
            say(f"warm-up {number + 1}: {side.name} {speed:.1f} pairs/s")
    figures = {}
    for number in range(options.rounds):
        ordered = sides if number % 2 == 0 else sides[::-1]
        for side in ordered:
            _, speed, own, broker = driver.measure(side, 0, options.burst)
            figures.setdefault(("burst", side.name), []).append((speed, own, broker))
            say(f"round {number + 1}: {side.name} {speed:.1f} pairs/s, {own:.1f} ms")
        if not options.rates:
            slowest = min(figures["burst", side.name][0][0] for side in sides)
            options.rates = [round(share * slowest, 1) for share in SHARES]
        for rate in options.rates:
            for side in ordered:
                count = round(max(200, rate * options.seconds))
                latencies, _, own, broker = driver.measure(side, rate, count)
                result = (quantile(latencies, 0.5), quantile(latencies, 0.99), own, broker)
                figures.setdefault((rate, side.name), []).append(result)
                say(f"round {number + 1}: {side.name} at {rate}/s p50 {result[0]:.1f} p99 {result[1]:.1f} CPU {own:.1f}")
    report(options, sides, figures)


def report(options, sides, figures):
    print("\n| all at once | pairs/s | CPU ms a pair | broker |\n|---|---|---|---|")
    for side in sides:
        print(f"| {side.name} | " + " | ".join(spread(each) for each in zip(*figures["burst", side.name])) + " |")
    print("\n| pairs/s | | p50 ms | p99 ms | CPU ms a pair | broker |\n|---|---|---|---|---|---|")
    for rate in options.rates:
        for side in sides:
            print(f"| {rate} | {side.name} | " + " | ".join(spread(each) for each in zip(*figures[rate, side.name])) + " |")
    print("\nMedian [smallest, largest] over rounds of the ratio to the loop in the same round:\n")
    print("| pairs/s | | p50 | p99 | CPU |\n|---|---|---|---|---|")
    for rate in options.rates:
        for side in sides[:-1]:
            rows = zip(figures[rate, side.name], figures[rate, "loop"])
            ratios = [[a / b if b else float("nan") for a, b in zip(own, loop)] for own, loop in rows]
            cells = [f"{statistics.median(c):.2f} [{min(c):.2f}, {max(c):.2f}]" for c in list(zip(*ratios))[:3]]
            print(f"| {rate} | {side.name} | " + " | ".join(cells) + " |")
    if options.json:
        rows = [{"at": at, "side": side, "rounds": rounds} for (at, side), rounds in figures.items()]
        pathlib.Path(options.json).write_text(json.dumps(rows, indent=1))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("files", nargs="+", help="CSV files of pairs")
    options.add_argument("--arena", action="append", metavar="NAME=DIR", help="a built checkout (default: this one)")
    options.add_argument("--rates", type=lambda text: [float(each) for each in text.split(",")])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--burst", type=int, default=1000)
    options.add_argument("--warm-up", type=int, default=2)
    options.add_argument("--json", metavar="FILE")
    run_and_stop(run, options.parse_args())


def run_and_stop(run, options):
    """Calls run(options, folder, started), and then stops what it has added to `started`, and deletes the folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    folder, started = tempfile.mkdtemp(prefix="arena-benchmark-"), []
    say(f"load {os.getloadavg()[0]:.2f}, {os.cpu_count()} processors; logs in {folder}")
    try:
        run(options, folder, started)
    finally:
        for each in reversed(started):
            each.stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
