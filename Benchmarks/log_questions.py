"""The searches of log records of `Benchmarks/compare`: Dossier's options and LogQL, the SQL of both peers,
and how answers are compared.

`.` matches no line feed in any of them. Counts are compared as they are; of the newest records those
that are older than all others at the limit may differ, as which of them are listed is up to each. Of
patterns the numbers of records are compared; the peers' regular expression replaces words with digits
only, so the numbers are equal only where no word is hexadecimal without one. Questions of `generated`
are asked of a generated incident, whose access logs are JSON; the others name a service and words of
the incident day of docs/benchmarks.md.
"""

import json
import statistics
import subprocess
import time

DIALECTS = {
    "duckdb": {
        "t": "", "matches": "regexp_matches(body, '{pattern}')", "divide": "//",
        "replace": "regexp_replace({text}, '{pattern}', '<_>', 'g')",
        "json": "TRY_CAST(json_extract_string(CASE WHEN body LIKE '{{%' THEN body END, '$.{pattern}') AS DOUBLE)",
    },
    "clickhouse": {
        "t": "t.", "matches": "match(body, '(?-s){pattern}')", "divide": "DIV",
        "replace": "replaceRegexpAll({text}, '{pattern}', '<_>')",
        "json": "JSONExtractFloat(body, '{pattern}')",
    },
}
SERVICE, TEXT, LIMIT = "ts-order-service", "Success", 100
COUNT = "SELECT count(*) FROM {t}logs WHERE {matches}"
NEWEST = (f"SELECT time_ns, body FROM {{t}}logs WHERE service = '{SERVICE}' AND body LIKE '%{TEXT}%' "
          f"ORDER BY time_ns DESC LIMIT {LIMIT}")
# A window ends at each minute and has that time, so a minute is counted from behind its start.
MINUTES = ("SELECT service, (time_ns - 1) {divide} 60000000000 + 1 AS minute, count(*) FROM {t}logs "
           "WHERE {matches} GROUP BY service, minute")
LOGQL_MINUTES = 'sum by (service_name) (count_over_time({{service_name=~".+"}} {filter} [1m]))'
WORD, JOINED = "[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*", "<_>(([.:]|, ?)<_>)+"
PATTERNS = "SELECT count(*) AS n FROM (SELECT {replaced} AS p FROM {t}logs) GROUP BY p ORDER BY n DESC LIMIT 10"
JSON_COUNT = "SELECT count(*) FROM {t}generated_logs WHERE {json} > 100"
JSON_LOGQL = '{service_name=~".+"} |= "responseTime" | json | responseTime > 100'
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
    ("logs_text_minutes", "lines with a text by service and minute, ms", "minutes", '|= "Success"', "",
     MINUTES.replace("{matches}", "body LIKE '%Success%'")),
    ("logs_regex_minutes", "lines that match a regular expression by service and minute, ms", "minutes",
     '|~ "status=[0-9]+"', "", MINUTES),
    ("logs_patterns", "the 10 most frequent patterns, ms", "patterns", "10", "", PATTERNS),
    ("logs_json", "lines with a JSON field above a number, ms", "logql", JSON_LOGQL, "generated", JSON_COUNT),
]
ROWS = [(title, key, 1) for key, title, *_ in QUESTIONS]


def ask_peer(kind, ask, rounds=5):
    """The medians of a peer by key, and its answers; `ask` gives the rows of an SQL text."""
    times, answers = {}, {}
    for key, _, _, what, _, template in QUESTIONS:
        dialect = DIALECTS[kind]
        pattern = {"logs_regex_minutes": "status=[0-9]+", "logs_json": "responseTime"}.get(key, what)
        replaced = dialect["replace"].format(text="body", pattern=WORD)
        sql = template.format(
            t=dialect["t"], divide=dialect["divide"], matches=dialect["matches"].format(pattern=pattern),
            json=dialect["json"].format(pattern=pattern),
            replaced=dialect["replace"].format(text=replaced, pattern=JOINED),
        )
        taken = []
        for _ in range(rounds + 1):
            start = time.perf_counter()
            rows = ask(sql)
            taken.append((time.perf_counter() - start) * 1e3)
        times[key] = statistics.median(taken[1:])
        answers[key] = [[str(cell) for cell in row] for row in rows]
    return times, answers


def ask_dossier(timings, store, rounds=5, generated=False):
    """Medians and answers by key, of the questions that are asked of a store."""
    questions = [question for question in QUESTIONS if (question[4] == "generated") == generated]
    arguments = []
    for _, _, how, what, service, _ in questions:
        if how == "minutes":
            how, what = "series", LOGQL_MINUTES.format(filter=what)
        arguments += [how, what, "" if generated else service]
    output = subprocess.run([timings, store, str(rounds), *arguments], check=True, capture_output=True, text=True)
    results = [json.loads(line) for line in output.stdout.splitlines()]
    keys = [question[0] for question in questions]
    return ({key: result["ms"] for key, result in zip(keys, results)},
            {key: result["rows"] for key, result in zip(keys, results)})


def difference(key, ours, theirs):
    """How the answer of a peer differs from Dossier's; None if it does not."""
    if key == "logs_patterns":
        ours, theirs = [sorted(int(row[0]) for row in rows) for rows in (ours, theirs)]
        return None if ours == theirs else f"{ours} in Dossier's answer, {theirs} in the other"
    if key.endswith("_minutes"):
        ours, theirs = [{(service, int(minute)): int(float(count)) for service, minute, count in rows}
                        for rows in (ours, theirs)]
        return None if ours == theirs else f"{len(ours.items() ^ theirs.items())} other counts"
    if key != "logs_newest":
        ours, theirs = int(ours), int(theirs[0][0])
        return None if ours == theirs else f"{ours} in Dossier's answer, {theirs} in the other"
    ours, theirs = [sorted((time, body) for time, body in rows) for rows in (ours, theirs)]
    oldest = min(time for time, _ in ours) if ours else ""
    ours, theirs = [[row for row in rows if row[0] != oldest] for rows in (ours, theirs)]
    return None if ours == theirs else "other records"
