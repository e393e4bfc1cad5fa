#!/usr/bin/env python3
"""Kills `dossier ingest` at random moments and checks that nothing is lost and nothing doubled.

usage: kill_test.py DOSSIER_BINARY INPUT... [--kills 300] [--seed S] [--compact]

A round: a fresh store, an ingest that is killed (SIGKILL) at a random moment up to 1.2 times the
undisturbed duration, `verify`, the same ingest again, perhaps killed again, until one finishes.
An ingest that has finished is repeated too. Then `verify` must pass, the export must hold the same items as that of an undisturbed store, and
nothing may lie beside the store file. With --compact a round copies the undisturbed store and kills
`dossier compact` of it: what is left must be whole after every kill, and a compaction that is left
alone, or an ingest, must clean up. Stops at the first failure and keeps that store.
"""

import argparse
import filecmp
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import blake2b

from compare_otlp import compare

try:
    import orjson
    loads, dumps = orjson.loads, orjson.dumps
except ImportError:
    loads = json.loads

    def dumps(value):
        return json.dumps(value).encode()

AGAIN = 2 / 3  # the chance that an ingest after a kill may be killed too
TIME_LIMIT = 1800  # seconds for one command
REQUEST_MEMBERS = (
    ("resourceSpans", "scopeSpans", "spans"),
    ("resourceLogs", "scopeLogs", "logRecords"),
    ("resourceMetrics", "scopeMetrics", "metrics"),
)


class Failure(Exception):
    """What went wrong in a round."""


def run(*command):
    try:
        result = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        raise Failure(f"{' '.join(command[:2])}: no end after {TIME_LIMIT} s") from None
    if result.returncode != 0:
        message = result.stderr.decode(errors="replace").strip()
        raise Failure(f"{' '.join(command[:2])}: exit code {result.returncode}: {message}")


def flat_items(request):
    """The items of an exported request as bytes, each with its resource, scope and metric."""
    for resources, scopes, items in REQUEST_MEMBERS:
        for resource in request.get(resources, ()):
            resource_head = dumps([resource.get("resource"), resource.get("schemaUrl")])
            for scope in resource.get(scopes, ()):
                head = resource_head + dumps([scope.get("scope"), scope.get("schemaUrl")])
                for item in scope.get(items, ()):
                    if items == "metrics":
                        yield from flat_points(head, item)
                    else:
                        yield head + dumps(item)


def flat_points(head, metric):
    for data in metric.values():
        if isinstance(data, dict) and "dataPoints" in data:
            points = data.pop("dataPoints")
            head += dumps(metric)
            for point in points:
                yield head + dumps(point)
            return


def multiset_digest(path):
    """Equal for exports of the same items in whatever order and grouping."""
    total = count = 0
    with open(path, "rb") as lines:
        for line in lines:
            for item in flat_items(loads(line)):
                total += int.from_bytes(blake2b(item, digest_size=16).digest(), "big")
                count += 1
    return count, total % 2**128


class KillTest:
    def __init__(self, binary, inputs, rng, work):
        self.binary = binary
        self.inputs = inputs
        self.rng = rng
        self.work = work
        self.store = os.path.join(work, "killed", "store.dossier")
        self.baseline = os.path.join(work, "baseline-export")
        self.kills = 0

    def ingest(self, store):
        return [self.binary, "ingest", store, *self.inputs]

    def prepare(self):
        """Makes the baseline and measures an undisturbed ingest."""
        store = os.path.join(self.work, "baseline.dossier")
        start = time.monotonic()
        run(*self.ingest(store))
        self.wall = time.monotonic() - start
        run(self.binary, "export", store, "--format", "otlp-json", "-o", self.baseline, "--overwrite")
        self.names = sorted(os.listdir(self.baseline))
        self.digests = {
            name: multiset_digest(os.path.join(self.baseline, name)) for name in self.names
        }
        return sum(count for count, _ in self.digests.values())

    def ingest_and_kill(self):
        """True when the ingest was killed, False when it had finished before."""
        process = subprocess.Popen(
            self.ingest(self.store), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _, errors = process.communicate(timeout=self.rng.uniform(0, 1.2 * self.wall))
        except subprocess.TimeoutExpired:
            process.kill()
            _, errors = process.communicate()
        if process.returncode == -signal.SIGKILL:
            self.kills += 1
            return True
        if process.returncode != 0:
            message = errors.decode(errors="replace").strip()
            raise Failure(f"ingest: exit code {process.returncode}: {message}")
        return False

    def compact_and_kill(self):
        """True when the compaction was killed, False when it had finished before."""
        process = subprocess.Popen(
            [self.binary, "compact", self.store],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _, errors = process.communicate(timeout=self.rng.uniform(0, 1.2 * self.compact_wall))
        except subprocess.TimeoutExpired:
            process.kill()
            _, errors = process.communicate()
        if process.returncode == -signal.SIGKILL:
            self.kills += 1
            return True
        if process.returncode != 0:
            message = errors.decode(errors="replace").strip()
            raise Failure(f"compact: exit code {process.returncode}: {message}")
        return False

    def prepare_compact(self):
        store = os.path.join(self.work, "compacted.dossier")
        shutil.copyfile(os.path.join(self.work, "baseline.dossier"), store)
        start = time.monotonic()
        run(self.binary, "compact", store)
        self.compact_wall = time.monotonic() - start
        os.remove(store)

    def compact_round(self, wanted_kills):
        directory = os.path.dirname(self.store)
        shutil.rmtree(directory, ignore_errors=True)
        os.mkdir(directory)
        shutil.copyfile(os.path.join(self.work, "baseline.dossier"), self.store)
        may_kill = True
        while may_kill and self.compact_and_kill():
            run(self.binary, "verify", self.store)
            may_kill = self.kills < wanted_kills and self.rng.random() < AGAIN
        if self.rng.random() < 0.5:
            run(self.binary, "compact", self.store)
        else:
            run(*self.ingest(self.store))
        run(self.binary, "verify", self.store)
        self.check_export()
        if (beside := os.listdir(directory)) != [os.path.basename(self.store)]:
            raise Failure(f"beside the store: {', '.join(sorted(beside))}")

    def round(self, wanted_kills):
        directory = os.path.dirname(self.store)
        shutil.rmtree(directory, ignore_errors=True)
        os.mkdir(directory)
        may_kill = True
        while may_kill and self.ingest_and_kill():
            if os.path.exists(self.store):
                run(self.binary, "verify", self.store)
            may_kill = self.kills < wanted_kills and self.rng.random() < AGAIN
        run(*self.ingest(self.store))
        run(self.binary, "verify", self.store)
        self.check_export()
        if (beside := os.listdir(directory)) != [os.path.basename(self.store)]:
            raise Failure(f"beside the store: {', '.join(sorted(beside))}")

    def check_export(self):
        target = os.path.join(self.work, "export")
        shutil.rmtree(target, ignore_errors=True)
        run(self.binary, "export", self.store, "--format", "otlp-json", "-o", target, "--overwrite")
        names = sorted(os.listdir(target))
        ours = [os.path.join(self.baseline, name) for name in self.names]
        theirs = [os.path.join(target, name) for name in names]
        if names == self.names and all(
            filecmp.cmp(path, exported, shallow=False)
            or multiset_digest(exported) == self.digests[name]
            for name, path, exported in zip(names, ours, theirs)
        ):
            return
        if not compare(ours, theirs):
            raise Failure("the export differs from that of an undisturbed ingest")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("binary", metavar="DOSSIER_BINARY")
    parser.add_argument("inputs", nargs="+", metavar="INPUT")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--compact", action="store_true", help="kill compactions")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="dossier-kill-test-")
    test = KillTest(options.binary, options.inputs, random.Random(options.seed), work)
    try:
        items = test.prepare()
        print(f"undisturbed: {test.wall:.2f} s, {items:,} items", flush=True)
        rounds = 0
        if options.compact:
            test.prepare_compact()
            print(f"undisturbed compaction: {test.compact_wall:.2f} s", flush=True)
        while test.kills < options.kills:
            if options.compact:
                test.compact_round(options.kills)
            else:
                test.round(options.kills)
            rounds += 1
            print(f"round {rounds}: {test.kills} of {options.kills} kills", flush=True)
    except Failure as failure:
        print(f"FAILED after {test.kills} kills (seed {options.seed}): {failure}")
        print(f"kept: {work}")
        sys.exit(1)
    shutil.rmtree(work)
    print(f"{test.kills} kills in {rounds} rounds: nothing lost, nothing doubled")


if __name__ == "__main__":
    main()
