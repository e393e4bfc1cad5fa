#!/usr/bin/env python3
"""Compares `dossier rules test` and `rules check` with promtool on the fixtures of the tests.

usage: compare_promtool_rules.py DOSSIER_BINARY [PROMTOOL]

Exit codes have to be the same. Files that begin with `# not promtool 2.42:` use what promtool 2.42
does not have: only Dossier runs them, and has to pass. Files named *.failing.* and *.bad.* have to
fail, all others to pass. Prints what differs; exits with 1 if something does.
"""

import glob
import os
import subprocess
import sys

FIXTURES = os.path.join(os.path.dirname(__file__), "../Tests/PromQLTestingTests/Fixtures")
FAILING = ("failing", "bad", "bad-rule")


def run(*command):
    return subprocess.run(command, capture_output=True).returncode


def has_to_fail(path):
    return any(part in FAILING for part in os.path.basename(path).split("."))


def main():
    binary = sys.argv[1]
    promtool = sys.argv[2] if len(sys.argv) > 2 else "promtool"
    tests = sorted(glob.glob(os.path.join(FIXTURES, "*.test.yml")))
    files = sorted(glob.glob(os.path.join(FIXTURES, "check", "*.yml")))
    differing, shared = 0, 0
    for verb, paths in (("test", tests), ("check", files)):
        for path in paths:
            own = run(binary, "rules", verb, path)
            with open(path, encoding="utf-8") as file:
                is_newer = file.readline().startswith("# not promtool 2.42:")
            theirs = None if is_newer else run(promtool, verb, "rules", path)
            shared += theirs is not None
            wanted = 1 if has_to_fail(path) else 0
            if own != wanted or theirs not in (None, own):
                differing += 1
                name = os.path.basename(path)
                print(f"{name}: dossier exits with {own}, promtool with {theirs}")
    count = len(tests) + len(files)
    print(f"{count} files, {shared} of them with promtool too: {differing} differ")
    return 1 if differing or not count else 0


if __name__ == "__main__":
    sys.exit(main())
