#!/usr/bin/env python3
"""Sends cases of HTTP requests to `dossier serve`, and compares the answers.

usage: conformance_http.py [FOLDER] [--files FOLDER] [--dossier COMMAND] [--only GROUP...]

FOLDER has a folder of cases for each group; by default conformance/http/given below $DOSSIER_SHARED,
or below `shared` beside the checkout. The files that cases name are in `stores` and `bodies` of
--files, by default of the nearest folder above FOLDER that has `stores`. COMMAND is by default the
release build of the checkout, or else the debug build.

Each store has a server of its own, those of `security` with the address and token that they ask for;
a case that writes to a store has an own store and server. Cases with `requires` are asked of a server
that keeps names as they are. Those of Tempo are asked below /tempo.

Prints `N of M` for each group, each failure, and known departures with their reasons. Exits with 1
if anything failed. Cases of the kinds `shape` and `fact` have no request: they are only counted.
"""

import argparse
import collections
import fnmatch
import glob
import json
import os
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

import conformance
import http_case

# What is answered in another way than the cases have it, and why.
DEPARTURES = {
    "otlp-http/accepted/hyperdx-input.json-*":
        "17 inputs of this name share one file of the cases, which has the spans of one of them",
    "clients/jaeger-mcp-trace-*":
        "was recorded from a stub; the store has no such trace, and that is 404 for Jaeger's clients",
    "prometheus/labelValues/labelValues-of-host.name.json":
        "the name ends with `%FF` where the case is from, which is refused; `%C3%BF` is a letter",
}
NO_TRANSLATION = ["--naming", "NoTranslation"]
ROWS = {"traces": "spans", "logs": "log records", "metrics": "data points"}
COMPARE_OTLP = os.path.join(conformance.ROOT, "scripts", "compare_otlp.py")


class Server:
    """`dossier serve` of a store, on a port that the system chooses."""

    def __init__(self, command, *arguments):
        self.process = subprocess.Popen(
            [command, "serve", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        line = self.process.stdout.readline()
        if not line:
            raise conformance.CommandFailure(f"serve {' '.join(arguments)}: does not start")
        self.port = int(line.rsplit(":", 1)[1].split("/")[0])

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Runner:
    """Makes stores and servers as cases want them, in a folder of its own."""

    def __init__(self, command, files, folder):
        self.command, self.files, self.folder = command, files, folder
        self.servers = {}
        self.lock = threading.Lock()
        self.store_count = 0

    def dossier(self, *arguments):
        code, output, errors = conformance.run(self.command, *arguments)
        if code != 0:
            raise conformance.CommandFailure(f"{arguments[0]}: {errors}")
        return output

    def new_path(self):
        with self.lock:
            self.store_count += 1
            return os.path.join(self.folder, f"{self.store_count}.dossier")

    def new_store(self, name):
        """The path of a store with the data of that name; none is there if it is `new`."""
        path = self.new_path()
        if name != "new":
            self.dossier("ingest", path, os.path.join(self.files, "stores", f"{name}.json"))
        return path

    def options(self, case):
        options = list(NO_TRANSLATION) if case.get("requires") else []
        wanted = case.get("server") or {}
        address = wanted.get("bind", "127.0.0.1")
        options += ["--listen", f"{address}:0"]
        if wanted.get("token"):
            path = os.path.join(self.folder, "token")
            with self.lock, open(path, "w", encoding="utf-8") as file:
                file.write(wanted["token"] + "\n")
            options += ["--token-file", path]
        return options

    def complaint(self, case):
        """What is wrong with the answer to a case, None if nothing is."""
        if http_case.is_writing(case):
            path = self.new_store(case["store"])
            server = Server(self.command, path, "--writable", *self.options(case))
            try:
                complaint = http_case.complaint(case, server.port, self)
            finally:
                server.stop()
            return complaint or self.complaint_of_store(case, path)
        return http_case.complaint(case, self.shared_server(case).port, self)

    def shared_server(self, case):
        options = self.options(case)
        key = (case["store"], *options)
        with self.lock:
            found = self.servers.setdefault(key, threading.Lock())
        if isinstance(found, Server):
            return found
        with found:
            if not isinstance(self.servers[key], Server):
                server = Server(self.command, self.new_store(case["store"]), *options)
                self.servers[key] = server
            return self.servers[key]

    def stop(self):
        for server in self.servers.values():
            if isinstance(server, Server):
                server.stop()

    # --- What a store has

    def rows(self, path):
        if not os.path.exists(path):
            return {}
        signals = json.loads(self.dossier("info", path, "--format", "json"))["signals"]
        return {signal["name"]: signal["rows"] for signal in signals}

    def complaint_of_store(self, case, path):
        if "stored" in case:
            rows = self.rows(path)
            stored = {signal: rows.get(ROWS[signal], 0) for signal in case["stored"]}
            if stored != case["stored"]:
                return f"stores {stored}, not {case['stored']}"
        if "same_as" in case and os.path.exists(path):
            twin = self.ingested(os.path.join(self.files, case["same_as"]))
            return self.difference(self.exported(twin), self.exported(path))
        return None

    def ingested(self, *inputs):
        path = self.new_path()
        self.dossier("ingest", path, *inputs)
        return path

    def exported(self, path, *options):
        output = self.new_path() + ".jsonl"
        with open(output, "wb") as file:
            file.write(self.dossier("export", path, *options))
        return output

    def difference(self, one, other):
        result = subprocess.run(
            [sys.executable, COMPARE_OTLP, one, "--with", other], capture_output=True, text=True
        )
        return f"differs from its twin:\n{result.stdout}" if result.returncode else None

    def complaint_of_trace(self, case, message, trace):
        """Compares a trace in protobuf with that of the store."""
        body = self.new_path() + ".pb"
        with open(body, "wb") as file:
            file.write(message)
        expected = self.ingested(os.path.join(self.files, "stores", f"{case['store']}.json"))
        return self.difference(
            self.exported(expected, "--trace", trace), self.exported(self.ingested(body))
        )


def cases(folder, groups):
    """The cases of a folder, with their names."""
    for path in sorted(glob.glob(os.path.join(folder, "**", "*.json"), recursive=True)):
        name = os.path.relpath(path, folder)
        if groups and name.split(os.sep)[0] not in groups:
            continue
        with open(path, encoding="utf-8") as file:
            case = json.load(file)
        if "kind" in case and "expect" in case:
            yield name, case


def files_folder(folder):
    above = os.path.abspath(folder)
    while above != os.path.dirname(above):
        if os.path.isdir(os.path.join(above, "stores")):
            return above
        above = os.path.dirname(above)
    return conformance.default_folder("http")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.path.join(conformance.default_folder("http"), "given")
    parser.add_argument("folder", nargs="?", default=default)
    parser.add_argument("--files")
    parser.add_argument("--dossier", default=conformance.default_command())
    parser.add_argument("--only", nargs="+", default=[])
    options = parser.parse_args()
    found = list(cases(options.folder, options.only))
    asked = [(name, case) for name, case in found if case["kind"] in ("http", "recorded")]
    if not asked:
        sys.exit(f"no cases in {options.folder}")
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options.dossier, options.files or files_folder(options.folder), folder)

        def complaint(pair):
            name, case = pair
            try:
                return runner.complaint(case | {"group": name.split(os.sep)[0]})
            except Exception as error:
                return f"{type(error).__name__}: {error}"

        try:
            # Most of a slow case is waiting.
            with ThreadPoolExecutor(2 * (os.cpu_count() or 1) + 4) as pool:
                complaints = dict(zip((name for name, _ in asked), pool.map(complaint, asked)))
        finally:
            runner.stop()
    sys.exit(report(complaints, len(found) - len(asked)))


def report(complaints, not_asked):
    """Prints what came out, and returns the exit code."""
    groups = collections.defaultdict(list)
    for name, complaint in complaints.items():
        groups[name.split(os.sep)[0]].append((name, complaint))
    departures = collections.Counter()
    has_failed = False
    for group, results in groups.items():
        print(f"{group}: {sum(c is None for _, c in results)} of {len(results)}")
        for name, complaint in results:
            known = next((p for p in DEPARTURES if fnmatch.fnmatch(name, p)), None)
            if complaint is not None and known is not None:
                departures[known] += 1
            elif complaint is not None:
                has_failed = True
                print(f"  {name}: {complaint}")
    for pattern, count in departures.items():
        print(f"known departure, {count} times: {pattern}: {DEPARTURES[pattern]}")
    if not_asked:
        print(f"{not_asked} cases have no request")
    return 1 if has_failed else 0


if __name__ == "__main__":
    main()
