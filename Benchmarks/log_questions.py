"""The searches of log records of `Benchmarks/compare`: Dossier's options, the SQL of both peers, and how
answers are compared.

`.` matches no line feed in any of them. Counts are compared as they are; of the newest records those
that are older than all others at the limit may differ, as which of them are listed is up to each.
"""

import json
import statistics
import subprocess
import time

DIALECTS = {
    "duckdb": {"t": "", "matches": "regexp_matches(body, '{pattern}')"},
    "clickhouse": {"t": "t.", "matches": "match(body, '(?-s){pattern}')"},
}
SERVICE, TEXT, LIMIT = "ts-order-service", "Success", 100
COUNT = "SELECT count(*) FROM {t}logs WHERE {matches}"
NEWEST = (f"SELECT time_ns, body FROM {{t}}logs WHERE service = '{SERVICE}' AND body LIKE '%{TEXT}%' "
          f"ORDER BY time_ns DESC LIMIT {LIMIT}")
# Key, title, how, what, service, SQL.
QUESTIONS = [
    ("logs_literal", "log bodies that match a word of all lines, ms", "regex", "TraceID", "", COUNT),
    ("logs_class", "… a common word and digits, ms", "regex", "status=[0-9]+", "", COUNT),
    ("logs_gap", "… two common words with anything between, ms", "regex", "TraceID.*Success", "", COUNT),
    ("logs_rare", "… one of three rare words, ms", "regex", "Exception|timeout|refused", "", COUNT),
    ("logs_case", "… a word whatever its case, ms", "regex", "(?i)success", "", COUNT),
    ("logs_digits", "… a date, ms", "regex", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "", COUNT),
    ("logs_end", "… a character at the end, ms", "regex", "[]]$", "", COUNT),
    ("logs_newest", f"newest {LIMIT} of one service with a text, ms", "newest", TEXT, SERVICE, NEWEST),
]
ROWS = [(title, key, 1) for key, title, *_ in QUESTIONS]


def ask_peer(kind, ask, rounds=5):
    """The medians of a peer by key, and its answers; `ask` gives the rows of an SQL text."""
    times, answers = {}, {}
    for key, _, _, what, _, template in QUESTIONS:
        dialect = DIALECTS[kind]
        sql = template.format(t=dialect["t"], matches=dialect["matches"].format(pattern=what))
        taken = []
        for _ in range(rounds + 1):
            start = time.perf_counter()
            rows = ask(sql)
            taken.append((time.perf_counter() - start) * 1e3)
        times[key] = statistics.median(taken[1:])
        answers[key] = [[str(cell) for cell in row] for row in rows]
    return times, answers


def ask_dossier(timings, store, rounds=5):
    arguments = [text for _, _, how, what, service, _ in QUESTIONS for text in (how, what, service)]
    output = subprocess.run([timings, store, str(rounds), *arguments], check=True, capture_output=True, text=True)
    results = [json.loads(line) for line in output.stdout.splitlines()]
    keys = [question[0] for question in QUESTIONS]
    return ({key: result["ms"] for key, result in zip(keys, results)},
            {key: result["rows"] for key, result in zip(keys, results)})


def difference(key, ours, theirs):
    """How the answer of a peer differs from Dossier's; None if it does not."""
    if key != "logs_newest":
        ours, theirs = int(ours), int(theirs[0][0])
        return None if ours == theirs else f"{ours} in Dossier's answer, {theirs} in the other"
    ours, theirs = [sorted((time, body) for time, body in rows) for rows in (ours, theirs)]
    oldest = min(time for time, _ in ours) if ours else ""
    ours, theirs = [[row for row in rows if row[0] != oldest] for rows in (ours, theirs)]
    return None if ours == theirs else "other records"
