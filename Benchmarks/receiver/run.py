#!/usr/bin/env python3
"""Measures the receiver over loopback, against `ingest` of the same spans.

usage: run.py DOSSIER FOLDER [--spans N] [--small N] [--seconds N] [--type json|protobuf]

1. Spans in requests of 512, beside `ingest` of the same spans as a file of JSON.
2. Requests of 10 spans: how many a second are acknowledged, and what a sync of the medium takes.
Each by 1, 4, 16 and 64 connections. Needs `wrk`, and more requests than are sent in the time. Prints a line for each measurement, with the memory of the server at its highest.
"""

import argparse
import os
import re
import signal
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "scripts"))
import otlp_requests  # noqa: E402

PORT = 14320
TYPES = {"json": "application/json", "protobuf": "application/x-protobuf"}


def write_bodies(path, content_type, spans, per_request):
    with open(path, "wb") as output:
        for first in range(0, spans, per_request):
            service = otlp_requests.SERVICES[first // per_request % 5]
            count = min(per_request, spans - first)
            body = otlp_requests.BODIES[content_type](service, first, count)
            output.write(struct.pack(">I", len(body)) + body)


def write_dump(path, spans, per_request):
    with open(path, "wb") as output:
        for first in range(0, spans, per_request):
            service = otlp_requests.SERVICES[first // per_request % 5]
            count = min(per_request, spans - first)
            output.write(otlp_requests.json_body(service, first, count) + b"\n")


def remove(store):
    for path in (store, store + "-requests"):
        if os.path.exists(path):
            os.remove(path)


def peak_memory(process):
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) >> 10


def receive(dossier, store, bodies, content_type, connections, seconds):
    """Requests a second, latency, memory in MiB, requests in all, size of the store."""
    remove(store)
    server = subprocess.Popen(
        [dossier, "serve", store, "--writable", "--listen", f"127.0.0.1:{PORT}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    server.stdout.readline()
    threads = min(2, connections)
    environment = dict(os.environ, BODIES=bodies, TYPE=content_type, THREADS=str(threads))
    load = subprocess.run(
        [
            "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s",
            "--latency", "-s", os.path.join(os.path.dirname(__file__), "load.lua"),
            f"http://127.0.0.1:{PORT}",
        ],
        env=environment, capture_output=True, text=True, check=True,
    )
    memory = peak_memory(server)
    server.send_signal(signal.SIGTERM)
    server.wait()
    failures, missing = re.search(r"failures (\d+) missing (\d+)", load.stdout).groups()
    if int(failures) or int(missing) or "Socket errors" in load.stdout:
        print(f"not a measurement: {failures} failures, {missing} bodies too few")
        print(load.stdout)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", load.stdout).group(1))
    requests = int(re.search(r"(\d+) requests in", load.stdout).group(1))
    latency = re.search(r"99%\s+(\S+)", load.stdout).group(1)
    return rate, latency, memory, requests, os.path.getsize(store)


def sync_milliseconds(folder):
    """The median time of a write of 40 KiB into a file that has its size, and its sync."""
    path = os.path.join(folder, "sync")
    with open(path, "wb") as file:
        file.write(bytes(4 << 20))
        file.flush()
        os.fsync(file.fileno())
        times = []
        for index in range(60):
            begin = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 40960, index * 40960)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begin)
    os.remove(path)
    return sorted(times)[len(times) // 2] * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dossier")
    parser.add_argument("folder")
    parser.add_argument("--spans", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--small", type=int, default=40_000, help="requests of 10 spans")
    parser.add_argument("--type", choices=TYPES, default="protobuf")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    content_type = TYPES[options.type]
    store = os.path.join(options.folder, "load.dossier")
    bodies = os.path.join(options.folder, "bodies")
    dump = os.path.join(options.folder, "dump.jsonl")

    write_bodies(bodies, content_type, options.spans, 512)
    write_dump(dump, options.spans, 512)
    remove(store)
    begin = time.perf_counter()
    subprocess.run([options.dossier, "ingest", store, dump], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ingest = options.spans / (time.perf_counter() - begin)
    size = os.path.getsize(store)
    print(f"ingest: {ingest:,.0f} spans/s, {size / options.spans:.1f} bytes a span", flush=True)
    for connections in (1, 4, 16, 64):
        rate, latency, memory, requests, size = receive(
            options.dossier, store, bodies, content_type, connections, options.seconds
        )
        print(
            f"{options.type}, 512 spans, {connections} connections: {rate * 512:,.0f} spans/s,"
            f" {rate * 512 / ingest:.2f} of ingest, p99 {latency}, {memory} MiB,"
            f" {size / requests / 512:.1f} bytes a span", flush=True,
        )
    print(f"a sync takes {sync_milliseconds(options.folder):.2f} ms", flush=True)
    write_bodies(bodies, content_type, options.small * 10, 10)
    for connections in (1, 4, 16, 64):
        rate, latency, memory, requests, size = receive(
            options.dossier, store, bodies, content_type, connections, options.seconds
        )
        print(
            f"{options.type}, 10 spans, {connections} connections: {rate:,.0f} requests/s,"
            f" p99 {latency}, {memory} MiB, {size / requests / 10:.1f} bytes a span", flush=True,
        )


if __name__ == "__main__":
    main()
