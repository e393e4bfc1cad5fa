"""The searches of `Benchmarks/compare`: TraceQL, the SQL of both peers, and how answers are compared.

Dossier counts a span that came twice once, and takes quantiles of powers of two, as TraceQL does. The
peers are timed for the plain question; where their answer is not comparable, they are asked another
one, which is not timed.
"""

import collections
import json
import math
import statistics
import subprocess
import time

ROUTE = "/api/v1/seatservice/seats/left_tickets"
PATTERN = "(?i).*order.*(find|query).*"
DIALECTS = {
    "duckdb": {
        "t": "", "p95": "quantile_disc(end_ns - start_ns, 0.95)",
        "attribute": "list_filter({x}attributes, lambda a: a.key = '{key}')[1].value.stringValue",
        "matches": "regexp_full_match(name, '{pattern}')",
        "minute": "CAST(ceil(start_ns / 60e9) * 60000 AS BIGINT)",
        "has": "{value} IS NOT NULL",
    },
    "clickhouse": {
        "t": "t.", "p95": "quantileExact(0.95)(end_ns - start_ns)",
        "attribute": "{x}attributes['{key}']",
        "matches": "match(name, '^(?:{pattern})$')",
        "minute": "toInt64(ceil(start_ns / 60e9) * 60000)",
        "has": "{value} != ''",
    },
}
QUESTIONS = [
    ("search_attribute", "spans by attribute and duration, ms", 0,
     f'{{ span.http.route = "{ROUTE}" && duration > 50ms }}',
     "SELECT trace_id, span_id FROM {t}spans WHERE {route} = '" + ROUTE
     + "' AND end_ns - start_ns > 50000000"),
    ("search_pattern", "spans by a regular expression on the name, ms", 0,
     f'{{ name =~ "{PATTERN}" }}',
     "SELECT trace_id, span_id FROM {t}spans WHERE {matches}"),
    ("search_children", "server spans of other services below client spans over 100 ms, ms", 0,
     "{ kind = client && duration > 100ms } > { kind = server }",
     "SELECT c.trace_id, c.span_id FROM {t}spans AS c JOIN {t}spans AS p ON c.trace_id = p.trace_id "
     "AND c.parent_id = p.span_id WHERE c.kind = 2 AND p.kind = 3 AND p.end_ns - p.start_ns > 100000000 "
     "AND p.service != c.service"),
    ("search_repeats", "traces with more than 20 spans of one operation, ms", 0,
     "{ } | by(name) | count() > 20",
     "SELECT DISTINCT trace_id FROM (SELECT trace_id, name FROM {t}spans GROUP BY trace_id, name "
     "HAVING count(*) > 20) AS x"),
    ("search_p95", "p95 by route and minute, ms", 60,
     "{ span.http.route != nil } | quantile_over_time(duration, 0.95) by (span.http.route)",
     "SELECT {route}, {minute} AS minute, {p95} FROM {t}spans WHERE {has_route} GROUP BY 1, 2"),
    ("search_count", "count by two attributes, ms", 0,
     "{ span.http.method != nil } | count_over_time() by (span.http.method, span.net.peer.name)",
     "SELECT {method}, {peer}, count(*) FROM {t}spans WHERE {has_method} GROUP BY 1, 2"),
]
ROWS = [(title, key, 1) for key, title, _, _, _ in QUESTIONS]
# What is asked for the comparison, where it is not the timed question.
CHECKS = {
    "search_repeats": "SELECT DISTINCT trace_id FROM (SELECT trace_id, name FROM (SELECT DISTINCT trace_id, "
                      "span_id, name FROM {t}spans) AS y GROUP BY trace_id, name HAVING count(*) > 20) AS x",
    "search_p95": "SELECT DISTINCT trace_id, span_id, {route}, {minute}, end_ns - start_ns FROM {t}spans "
                  "WHERE {has_route}",
    "search_count": "SELECT method, peer, count(*) FROM (SELECT DISTINCT trace_id, span_id, {method} AS method, "
                    "{peer} AS peer FROM {t}spans WHERE {has_method}) AS x GROUP BY 1, 2",
}


def sql_of(kind, template):
    dialect = DIALECTS[kind]
    attribute = {name: dialect["attribute"].format(x="", key=key) for name, key in
                 (("route", "http.route"), ("method", "http.method"), ("peer", "net.peer.name"))}
    return template.format(
        t=dialect["t"], p95=dialect["p95"], minute=dialect["minute"],
        matches=dialect["matches"].format(pattern=PATTERN),
        has_route=dialect["has"].format(value=attribute["route"]),
        has_method=dialect["has"].format(value=attribute["method"]), **attribute)


def ask_peer(kind, ask, rounds=5):
    """The medians of a peer by key, and its answers; `ask` gives the rows of an SQL text."""
    times, answers = {}, {}
    for key, _, _, _, template in QUESTIONS:
        sql, taken = sql_of(kind, template), []
        for _ in range(rounds + 1):
            start = time.perf_counter()
            rows = ask(sql)
            taken.append((time.perf_counter() - start) * 1e3)
        times[key] = statistics.median(taken[1:])
        rows = ask(sql_of(kind, CHECKS[key])) if key in CHECKS else rows
        answers[key] = [[str(cell) for cell in row] for row in rows]
    return times, answers


def ask_dossier(timings, store, rounds=5):
    arguments = [text for _, _, step, query, _ in QUESTIONS for text in (str(step), query)]
    output = subprocess.run([timings, store, str(rounds), *arguments], check=True, capture_output=True, text=True)
    results = [json.loads(line) for line in output.stdout.splitlines()]
    keys = [question[0] for question in QUESTIONS]
    return ({key: result["ms"] for key, result in zip(keys, results)},
            {key: result["rows"] for key, result in zip(keys, results)})


def difference(key, ours, theirs):
    """How the answer of a peer differs from Dossier's; None if it does not."""
    if key == "search_p95":
        return quantile_difference(ours, theirs)
    if key == "search_count":
        ours = {(method, peer, str(int(value))) for method, peer, _, value in ours}
        theirs = {tuple(row) for row in theirs}
    elif key == "search_repeats":
        ours, theirs = {trace for trace, _ in ours}, {row[0] for row in theirs}
    else:
        ours, theirs = {tuple(row) for row in ours}, {tuple(row) for row in theirs}
    if ours == theirs:
        return None
    return f"{len(ours - theirs)} rows only in Dossier's answer, {len(theirs - ours)} only in the other"


def quantile_difference(ours, theirs):
    durations = collections.defaultdict(list)
    for _, _, route, minute, duration in theirs:
        durations[route, int(minute)].append(int(duration))
    theirs = {cell: log2_quantile(0.95, values) for cell, values in durations.items()}
    ours = {(route, minute): value for route, _, minute, value in ours if value > 0}
    wrong = [cell for cell in ours.keys() | theirs.keys()
             if not math.isclose(ours.get(cell, 0), theirs.get(cell, 0), rel_tol=1e-9)]
    return f"{len(wrong)} of {len(theirs)} quantiles, such as that of {wrong[0]}" if wrong else None


def log2_quantile(quantile, durations):
    """The quantile of nanoseconds in seconds, as TraceQL defines it."""
    counts = sorted(collections.Counter((duration - 1).bit_length() for duration in durations).items())
    wanted = max(1, math.ceil(quantile * len(durations)))
    taken, low = 0, None
    for high, count in counts:
        low = high - 1 if low is None else low
        if taken + count >= wanted:
            return 2 ** (low + (high - low) * (wanted - taken) / count) / 1e9
        taken, low = taken + count, high
