#!/usr/bin/env python3
"""Kills a receiver at random moments while exporters send to it, and checks what it has stored.

usage: receiver_kill_test.py DOSSIER STORE [--kills N] [--type json|protobuf] [--padding N]
           [--seconds S] [--seed N] [--port N]

Four exporters send requests of 1 to 200 spans over HTTP, each request until it is acknowledged, as
the exporters of OpenTelemetry do. Meanwhile the server is killed with SIGKILL after up to 0.4 s
(`--seconds`), and started again on the same store. Every 50 kills, and in the end, the server is
stopped, and the store must hold each span of the acknowledged requests exactly once, and be undamaged.
Exits with 1 if not.
"""

import argparse
import collections
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

import otlp_requests

EXPORTERS = 4


class Server:
    """The server, which is killed and started again at the same port."""

    def __init__(self, dossier, store, port):
        self.command = [dossier, "serve", store, "--writable", "--listen", f"127.0.0.1:{port}"]
        self.process = None

    def start(self):
        while True:
            self.process = subprocess.Popen(
                self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            if self.process.stdout.readline():
                return
            if self.process.wait() == 0:
                sys.exit("the server ended")
            time.sleep(0.02)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=60) != 0:
            sys.exit(f"the server ended with {self.process.returncode}")


class Exporter(threading.Thread):
    """Sends requests one after another until it is told to stop."""

    def __init__(self, number, port, content_type, padding, seed):
        super().__init__(daemon=True)
        self.number = number
        self.port = port
        self.content_type = content_type
        self.padding = padding
        self.random = random.Random(seed * EXPORTERS + number)
        self.next = number * 10_000_000
        self.acknowledged = []  # ranges of span numbers
        self.unanswered = None
        self.retries = 0
        self.running = threading.Event()
        self.running.set()
        self.is_done = False

    def run(self):
        connection = None
        while not self.is_done:
            count = self.random.choice((1, 2, 10, 10, 10, 50, 200))
            body = otlp_requests.BODIES[self.content_type](
                otlp_requests.SERVICES[self.number], self.next, count
            )
            body += b" " * self.random.choice((0, self.padding))
            self.unanswered = (self.next, count)
            while True:
                try:
                    if connection is None:
                        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                    connection.request(
                        "POST", "/v1/traces", body, {"Content-Type": self.content_type}
                    )
                    response = connection.getresponse()
                    content = response.read()
                    if response.status == 200:
                        break
                    if response.status not in (429, 502, 503, 504):
                        sys.exit(f"status {response.status}: {content}")
                except (OSError, http.client.HTTPException):
                    connection = None
                self.retries += 1
                time.sleep(0.02)
            self.acknowledged.append((self.next, count))
            self.unanswered = None
            self.next += count
            self.running.wait()


def stored_spans(dossier, store):
    """How often the store has each span, by number."""
    export = subprocess.run([dossier, "export", store], stdout=subprocess.PIPE, check=True).stdout
    counts = collections.Counter()
    for line in export.splitlines():
        for entry in json.loads(line).get("resourceSpans", []):
            for scope in entry["scopeSpans"]:
                counts.update(int(span["spanId"], 16) - 1 for span in scope["spans"])
    return counts


def check(dossier, store, exporters):
    counts = stored_spans(dossier, store)
    problems = []
    expected = 0
    for exporter in exporters:
        for first, count in exporter.acknowledged:
            expected += count
            for number in range(first, first + count):
                if counts[number] != 1:
                    problems.append(f"span {number} is there {counts[number]} times")
    more = sum(counts.values()) - expected
    if more:
        problems.append(f"{more} spans more than were acknowledged")
    verify = subprocess.run([dossier, "verify", store], capture_output=True, text=True)
    if verify.returncode != 0:
        problems.append(f"verify: {verify.stdout}{verify.stderr}")
    for problem in problems[:20]:
        print(problem)
    if problems:
        sys.exit(1)
    return expected


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dossier")
    parser.add_argument("store")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--type", choices=("json", "protobuf"), default="protobuf")
    parser.add_argument(
        "--padding", type=int, default=0,
        help="spaces behind some bodies of JSON, so that a half of the journal is full soon",
    )
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=14318)
    options = parser.parse_args()
    content_type = "application/json" if options.type == "json" else "application/x-protobuf"
    if os.path.exists(options.store):
        sys.exit(f"{options.store} exists")
    randomness = random.Random(options.seed)
    server = Server(options.dossier, options.store, options.port)
    server.start()
    exporters = [
        Exporter(number, options.port, content_type, options.padding, options.seed)
        for number in range(EXPORTERS)
    ]
    for exporter in exporters:
        exporter.start()
    begin = time.time()
    for kill in range(1, options.kills + 1):
        time.sleep(randomness.uniform(0, options.seconds))
        server.kill()
        server.start()
        if kill % 50 == 0 or kill == options.kills:
            for exporter in exporters:
                exporter.running.clear()
            while any(exporter.unanswered for exporter in exporters):
                time.sleep(0.01)
            server.stop()
            spans = check(options.dossier, options.store, exporters)
            requests = sum(len(exporter.acknowledged) for exporter in exporters)
            retries = sum(exporter.retries for exporter in exporters)
            print(
                f"{kill} kills in {time.time() - begin:.0f} s: {requests} requests with {spans}"
                f" spans, {retries} sent again; each is there once",
                flush=True,
            )
            if kill == options.kills:
                return
            server.start()
            for exporter in exporters:
                exporter.running.set()


if __name__ == "__main__":
    main()
