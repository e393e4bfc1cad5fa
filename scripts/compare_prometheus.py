#!/usr/bin/env python3
"""Compare range queries over a store with those of a Prometheus that holds the same metrics.

Prints each query whose answers differ, the reason where it is known, and how many agree. Exit code 1
if any differs without a known reason. Known ones are of Prometheus 2.42, and of a loader that rounds
times to milliseconds, where OTLP times are cut, and does not add _ratio to gauges of unit 1.
usage: compare_prometheus.py DOSSIER STORE BASE_URL START END STEP
       compare_prometheus.py --url OUR_URL BASE_URL START END STEP
With --url, a running server of the store is asked in place of the command. Load Prometheus with `promtool tsdb create-blocks-from openmetrics`.
"""
import json
import math
import subprocess
import sys
import urllib.parse
import urllib.request

COUNT = "http_server_request_duration_seconds_count"
SUM = "http_server_request_duration_seconds_sum"
BUCKET = "http_server_request_duration_seconds_bucket"
GAUGE = "k8s_pod_cpu_usage_rate_percent"
OTHER = "k8s_pod_memory_usage_rate_percent"


TIMES = "the loader rounds times to milliseconds, here they are cut"
KNOWN = {
    f"deriv({GAUGE}[5m])": TIMES,
    f"delta({GAUGE}[5m])": TIMES,
    f"predict_linear({GAUGE}[10m], 600)": TIMES,
    f"holt_winters({GAUGE}[10m], 0.5, 0.5)": "is double_exponential_smoothing since version 3",
    f"{GAUGE} atan2 {OTHER}": "version 2.42 keeps the name of the metric",
    f"{GAUGE} atan2 3": "version 2.42 keeps the name of the metric",
    f"3 atan2 {GAUGE}": "version 2.42 keeps the name of the metric",
    'count by (__name__) ({__name__=~"k8s_pod_.*"})': "the loader adds no _ratio",
}


def queries():
    for counter in (COUNT, SUM, f'{BUCKET}{{le="+Inf"}}'):
        for function in ("rate", "increase", "irate", "resets", "changes", "delta", "idelta",
                         "count_over_time", "last_over_time"):
            for window in ("1m", "5m"):
                yield f"{function}({counter}[{window}])"
    for function in ("avg", "min", "max", "sum", "count", "last", "stddev", "stdvar", "present"):
        for window in ("2m", "10m"):
            yield f"{function}_over_time({GAUGE}[{window}])"
    for quantile in ("-1", "0", "0.25", "0.5", "0.95", "1", "2"):
        yield f"quantile_over_time({quantile}, {GAUGE}[10m])"
        yield f"quantile by (job) ({quantile}, {GAUGE})"
        yield f"histogram_quantile({quantile}, sum by (le, job) (rate({BUCKET}[5m])))"
    for function in ("deriv", "changes", "resets", "delta", "idelta", "absent_over_time"):
        yield f"{function}({GAUGE}[5m])"
    yield f"predict_linear({GAUGE}[10m], 600)"
    yield f"holt_winters({GAUGE}[10m], 0.5, 0.5)"
    for function in ("abs", "ceil", "floor", "exp", "ln", "log2", "log10", "sqrt", "round", "sgn",
                     "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
                     "acosh", "atanh", "deg", "rad", "absent", "timestamp", "sort", "minute",
                     "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month",
                     "month", "year"):
        yield f"{function}({GAUGE})"
    for call in ("clamp({}, 1, 5)", "clamp_min({}, 2)", "clamp_max({}, 2)", "round({}, 0.5)",
                 'label_replace({}, "a", "$1", "job", "ts-(.*)")',
                 'label_join({}, "a", "-", "job", "instance")', "scalar({})", "vector(1) + 1"):
        yield call.format(GAUGE)
    for aggregation in ("sum", "min", "max", "avg", "count", "group", "stddev", "stdvar"):
        yield f"{aggregation}({GAUGE})"
        yield f"{aggregation} by (job) ({GAUGE})"
        yield f"{aggregation} without (instance) ({GAUGE})"
    for aggregation in ("topk", "bottomk"):
        for number in (1, 5):
            yield f"{aggregation}({number}, {GAUGE})"
    yield f'count_values("v", round({GAUGE}))'
    for operator in ("+", "-", "*", "/", "%", "^", "atan2"):
        yield f"{GAUGE} {operator} {OTHER}"
        yield f"{GAUGE} {operator} 3"
        yield f"3 {operator} {GAUGE}"
    for operator in ("==", "!=", ">", "<", ">=", "<="):
        yield f"{GAUGE} {operator} {OTHER}"
        yield f"{GAUGE} {operator} bool {OTHER}"
        yield f"{GAUGE} {operator} 3"
        yield f"{GAUGE} {operator} bool 3"
    for operator in ("and", "or", "unless"):
        yield f"{GAUGE} {operator} ({OTHER} > 50)"
    yield f"{GAUGE} / on (job) group_left sum by (job) ({GAUGE})"
    yield f"sum by (job) ({GAUGE}) * on (job) group_right {OTHER}"
    for modifier in ("offset 5m", "offset -1m"):
        yield f"{GAUGE} {modifier}"
        yield f"rate({COUNT}[5m] {modifier})"
    yield f"{GAUGE} @ end()"
    yield f"{GAUGE} @ start()"
    yield f"max_over_time(rate({COUNT}[1m])[10m:30s])"
    yield f"avg_over_time({GAUGE}[10m:1m])"
    yield '{__name__=~"k8s_pod_cpu.*", job!~"ts-[a-o].*"}'
    yield 'count by (__name__) ({__name__=~"k8s_pod_.*"})'
    yield f"-{GAUGE}"
    yield "time()"
    yield "pi() * 2"


def series(response):
    result = {}
    for one in response["data"]["result"]:
        labels = dict(one["metric"])
        if "le" in labels:
            labels["le"] = str(float(labels["le"]))
        result[tuple(sorted(labels.items()))] = {t: float(v) for t, v in one["values"]}
    return result


def close(left, right):
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    return left == right or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


def difference(ours, theirs):
    if ours.keys() != theirs.keys():
        return f"series: {len(ours)} here, {len(theirs)} there"
    for labels, points in ours.items():
        others = theirs[labels]
        if points.keys() != others.keys():
            return f"{dict(labels)}: {len(points)} points here, {len(others)} there"
        for time, value in points.items():
            if not close(value, others[time]):
                return f"{dict(labels)} at {time}: {value!r} here, {others[time]!r} there"
    return None


def ask(base, parameters):
    """The answer of a server, and why there is none."""
    try:
        with urllib.request.urlopen(f"{base}/api/v1/query_range?{parameters}") as answer:
            return json.load(answer), None
    except urllib.error.HTTPError as error:
        return None, json.load(error).get("error")


def run(dossier, store, query, start, end, step):
    """The answer of the command, and why there is none."""
    done = subprocess.run(
        [dossier, "query", "--start", start, "--end", end, "--step", f"{step}s",
         "--format", "json", "--", store, query], capture_output=True, text=True)
    return (json.loads(done.stdout), None) if done.returncode == 0 else (None, done.stderr.strip())


def main():
    asks_server = sys.argv[1] == "--url"
    base, start, end, step = sys.argv[3:7]
    agreed = explained = differed = 0
    for query in queries():
        parameters = urllib.parse.urlencode(dict(query=query, start=start, end=end, step=step))
        if asks_server:
            ours, failure = ask(sys.argv[2], parameters)
        else:
            ours, failure = run(*sys.argv[1:3], query, start, end, step)
        theirs, reason = ask(base, parameters)
        if ours is None and theirs is None:
            agreed += 1
            continue
        if ours is None or theirs is None:
            text = failure or f"only there: {reason}"
        else:
            text = difference(series(ours), series(theirs))
        if text is None:
            agreed += 1
        else:
            known = KNOWN.get(query)
            explained += known is not None
            differed += known is None
            print(f"{query}\n    {known or text}", flush=True)
    print(f"{agreed} agree, {explained} differ for known reasons, {differed} differ")
    sys.exit(1 if differed else 0)


main()
