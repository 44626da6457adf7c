"""Measures what the stream keeps of its speed while the console's API is overloaded; see README.md."""

import argparse
import contextlib
import json
import pathlib
import statistics
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
LOOP = HERE.parent / "python-loop"
sys.path.insert(0, str(LOOP))

from compare import HOME, Child, Driver, Servers, quantile, run_and_stop, say, spread

SHARES = (0.25, 0.5, 0.75)
SETTLE = 2  # seconds until the API is overloaded


class Scorer(contextlib.nullcontext):
    """The stack's own scorer, which is never stopped."""

    name = "arena"

    def __init__(self, pid):
        super().__init__()
        self.pid = pid


class Overload:
    """Clients that send more to the API than it can answer."""

    def __init__(self, clients):
        self.clients = clients
        self.answers = []

    def __enter__(self):
        self.clients.write("start")
        time.sleep(SETTLE)

    def __exit__(self, *_):
        self.clients.write("stop")
        sent = json.loads(self.clients.line("^sent (.*)")[1])
        self.answers.append({status: count / sent["seconds"] for status, count in sent["answers"].items()})


def measure(options, driver, scorer, states):
    rates = options.rates
    for _ in range(2):
        _, speed, *_ = driver.measure(scorer, 0, options.burst)
        say(f"warm-up: {speed:.1f} pairs/s")
    figures = {}
    for number in range(options.rounds):
        ordered = list(states.items()) if number % 2 == 0 else list(states.items())[::-1]
        for name, overload in ordered:
            with overload:
                _, speed, own, _ = driver.measure(scorer, 0, options.burst)
            figures.setdefault((0, name), []).append((speed,))
            say(f"round {number + 1}: {name}, all at once: {speed:.1f} pairs/s, CPU {own:.1f} ms a pair")
        rates = rates or [round(share * figures[0, "API idle"][0][0], 1) for share in SHARES]
        for rate in rates:
            for name, overload in ordered:
                with overload:
                    latencies, speed, own, _ = driver.measure(scorer, rate, round(max(200, rate * options.seconds)))
                figures.setdefault((rate, name), []).append((speed / rate, quantile(latencies, 0.5), quantile(latencies, 0.99)))
                say(f"round {number + 1}: {name}, {rate}/s: {speed:.1f} pairs/s, p99 {quantile(latencies, 0.99):.0f} ms, CPU {own:.1f} ms a pair")
    return rates, figures


def report(states, rates, figures):
    print("| pairs/s sent | | pairs/s answered, of those sent | p50 ms | p99 ms |\n|---|---|---|---|---|")
    for rate in rates:
        for name in states:
            share, *times = zip(*figures[rate, name])
            kept = f"{statistics.median(share):.3f} [{min(share):.3f}, {max(share):.3f}]"
            print(f"| {rate} | {name} | {kept} | " + " | ".join(spread(each) for each in times) + " |")
    idle, busy = ([speed for (speed,) in figures[0, name]] for name in states)
    kept = [b / a for a, b in zip(idle, busy)]
    print(f"\nAll at once: {spread(idle)} pairs/s, {spread(busy)} while the API is overloaded; "
          f"ratio {statistics.median(kept):.2f} [{min(kept):.2f}, {max(kept):.2f}].")
    answers = states["API overloaded"].answers
    for status in sorted({status for each in answers for status in each}):
        print(f"API: {spread([each.get(status, 0) for each in answers])} answers/s with status {status}.")


def run(options, folder, started):
    say("starting servers")
    servers = Servers(folder, options.arena)
    started.append(servers)
    environment = {"PYTHONPATH": str(LOOP)}
    command = [sys.executable, str(HERE / "clients.py"), servers.console_port, str(options.clients), *options.files]
    clients = Child(command, f"{folder}/clients.log", **environment)
    started.append(clients)
    clients.line("^ready")
    driver = Driver(options.files, folder, servers)
    started.append(driver.sender)
    states = {"API idle": contextlib.nullcontext(), "API overloaded": Overload(clients)}
    rates, figures = measure(options, driver, Scorer(servers.services["scorer"]), states)
    report(states, rates, figures)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="+", help="CSV files of pairs")
    options.add_argument("--arena", default=str(HOME), metavar="DIR", help="a built checkout (default: this one)")
    options.add_argument("--clients", type=int, default=400, help="clients of the API (default: 400)")
    options.add_argument("--rates", type=lambda text: [float(each) for each in text.split(",")], help="pairs/s (default: 25, 50 and 75 %% of all at once)")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=20, help="for each rate (default: 20)")
    options.add_argument("--burst", type=int, default=1000, help="pairs that are sent all at once (default: 1000)")
    run_and_stop(run, options.parse_args())


if __name__ == "__main__":
    main()
