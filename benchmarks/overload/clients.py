"""Clients that send more to the console's API than it can answer; a process of its own.

Usage: clients.py PORT COUNT FILE...
Prints "ready"; then each line on stdin starts COUNT clients, and the next one stops them and prints how many answers had which status, as JSON.
Each client sends its next request at once, or 100 ms after a refusal, although the API asks for at least a second.
"""
import collections
import csv
import http.client
import json
import os
import pathlib
import sys
import threading
import time

from sender import read, variants

PAUSE = 0.1


def client(port, requests, stopped, statuses, lock):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while not stopped.is_set():
        with lock:
            body = json.dumps({"turns": next(requests)["turns"]})
        connection.request("POST", "/v1/score", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        with lock:
            statuses[answer.status] += 1
        if answer.status != 200:
            stopped.wait(PAUSE)
    connection.close()


def give_way():
    """Leaves the processors to the servers, because clients usually are on other machines."""
    os.nice(19)
    group = pathlib.Path("/proc/self/autogroup")  # sched(7): nice values count within a session only
    if group.exists():
        group.write_text("19")


def main():
    port, count, *files = sys.argv[1:]
    give_way()
    csv.field_size_limit(1 << 30)
    requests, lock = variants(read(files)), threading.Lock()
    print("ready", flush=True)
    while sys.stdin.readline():
        stopped, statuses = threading.Event(), collections.Counter()
        threads = [threading.Thread(target=client, args=(int(port), requests, stopped, statuses, lock)) for _ in range(int(count))]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        sys.stdin.readline()
        stopped.set()
        for thread in threads:
            thread.join()
        print("sent " + json.dumps({"seconds": time.monotonic() - began, "answers": statuses}), flush=True)


main()
