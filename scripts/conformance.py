"""What the scripts that run `dossier` over cases of a query language have in common."""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


SECONDS_MAX = 60


class CommandFailure(Exception):
    """The command crashed, hung, or answered what nothing can be made of: never a refusal."""


def run(*command, given=None):
    """Exit code, output and messages; the code is that of an answer or of a refusal."""
    try:
        result = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        raise CommandFailure(f"takes more than {SECONDS_MAX} seconds") from None
    errors = result.stderr.decode(errors="replace").strip()
    if result.returncode not in (0, 1, 64):
        raise CommandFailure(f"ends with the code {result.returncode}: {errors[-300:]}")
    return result.returncode, result.stdout, errors


def parsed(output):
    """What an output is as JSON."""
    try:
        return json.loads(output)
    except ValueError:
        raise CommandFailure(f"no JSON: {output[:200]}") from None


def complaint_of(check, *arguments):
    """What a check complains of, be it that the command failed."""
    try:
        return check(*arguments)
    except CommandFailure as failure:
        return str(failure)


class Dossier:
    """The command, with the answers of `LANGUAGE check` that it gave."""

    def __init__(self, command, language):
        self.command = command
        self.language = language
        self.answers = {}

    def check(self, query):
        """The document of `LANGUAGE check`."""
        if query not in self.answers:
            try:
                _, output, _ = run(
                    self.command, self.language, "check", "--format", "json", "--", query
                )
                self.answers[query] = parsed(output)
            except CommandFailure as failure:
                self.answers[query] = {"verdict": str(failure)}
        return self.answers[query]

    def check_all(self, queries):
        """Fills `answers` with several processes at once."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(self.check, queries))


def check_parse_ok(dossier, cases, complaint):
    """`complaint` says what is wrong with an answer; it may check the canonical text again."""
    dossier.check_all(case["query"] for case in cases)
    answers = [dossier.check(case["query"]) for case in cases]
    dossier.check_all(answer["canonical"] for answer in answers if "canonical" in answer)
    for case, answer in zip(cases, answers):
        yield case["query"], complaint(dossier, case, answer)


def check_parse_error(dossier, cases, verdicts):
    dossier.check_all(case["query"] for case in cases)
    for case in cases:
        verdict = dossier.check(case["query"])["verdict"]
        yield case["query"], None if verdict in verdicts else f"is {verdict}"


def number(value):
    """A sample, whose special values are strings."""
    return float({"+Inf": "inf", "-Inf": "-inf"}.get(value, value))


def is_same(one, other):
    """Whether two samples are equal but for the order of additions."""
    if one is None or other is None:
        return one is other
    if one != one or other != other:
        return one != one and other != other
    return one == other or abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def default_folder(language):
    shared = os.environ.get("DOSSIER_SHARED") or os.path.join(ROOT, "..", "shared")
    return os.path.join(shared, "conformance", language)


def default_command():
    builds = [os.path.join(ROOT, ".build", name, "dossier") for name in ("release", "debug")]
    return next((build for build in builds if os.path.exists(build)), builds[0])


def main(usage, checks, language):
    """Runs the checks, each over the file of its name; exits with 1 if anything failed."""
    parser = argparse.ArgumentParser(usage=usage)
    parser.add_argument("folder", nargs="?", default=default_folder(language))
    parser.add_argument("--dossier", default=default_command())
    parser.add_argument("--only", nargs="+", choices=checks, default=list(checks))
    options = parser.parse_args()
    dossier = Dossier(options.dossier, language)
    failed = ran = 0
    for name in options.only:
        path = os.path.join(options.folder, f"{name}.json")
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            results = list(checks[name](dossier, json.load(file)))
        complaints = [result for result in results if result[1] is not None]
        print(f"{name}: {len(results) - len(complaints)} of {len(results)}", flush=True)
        for query, complaint in complaints:
            print(f"  {query!r}: {complaint}")
        ran += len(results)
        failed += len(complaints)
    if ran == 0:
        print(f"no cases in {options.folder}")
    sys.exit(1 if failed or ran == 0 else 0)
