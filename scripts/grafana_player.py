#!/usr/bin/env python3
"""Asks a server what Grafana's datasources ask, and says what Grafana would stumble over.

    scripts/grafana_player.py tempo http://127.0.0.1:4318/tempo

Each datasource has a function that sends its requests in Grafana's order, with Grafana's headers,
and raises if an answer is one that Grafana can't show. Standard library only.
"""
import json
import sys
import urllib.error
import urllib.parse
import urllib.request


class Client:
    """Sends requests to a datasource and keeps count of them."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        self.count = 0

    def get(self, path, query=(), accept="application/json", expect=(200,)):
        """The status and body of a GET request; raises for a status that is not expected."""
        target = self.url + path
        if query:
            target += "?" + urllib.parse.urlencode(query)
        request = urllib.request.Request(
            target,
            headers={"Accept": accept, "User-Agent": "Grafana/12.1", "X-Scope-OrgID": "1"},
        )
        self.count += 1
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                status, body = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        if status not in expect:
            raise AssertionError(f"{target}: {status} {body[:200]!r}")
        return status, body

    def json(self, path, query=()):
        """The document of an answer."""
        return json.loads(self.get(path, query)[1])


def require(condition, message):
    if not condition:
        raise AssertionError(message)


def top_fields(message):
    """The numbers of the fields of a protobuf message, which all have lengths or are varints."""
    numbers, position = [], 0

    def varint():
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(message):
        tag = varint()
        numbers.append(tag >> 3)
        if tag & 7 == 2:
            length = varint()
            position += length
        elif tag & 7 == 0:
            varint()
        else:
            raise AssertionError(f"wire type {tag & 7} at byte {position}")
    return numbers


def tempo(url):
    """Explore and Traces Drilldown over Tempo."""
    client = Client(url)
    require(client.get("/api/echo")[1] == b"echo", "the health check has to answer echo")
    require("version" in client.json("/api/status/buildinfo"), "buildinfo lacks a version")

    found = client.json("/api/search", {"q": "{}", "limit": 20, "spss": 3})
    require(found["traces"], "the search found no traces")
    starts = [int(trace["startTimeUnixNano"]) for trace in found["traces"]]
    require(starts == sorted(starts, reverse=True), "traces have to come newest first")
    window = {"start": min(starts) // 10**9 - 3600, "end": max(starts) // 10**9 + 3600}
    tempo_explore(client, found["traces"][0]["traceID"], window)
    tempo_drilldown(client, window)
    return client.count


def tempo_explore(client, trace, window):
    protobuf = "application/protobuf"
    _, body = client.get(f"/api/v2/traces/{trace}", accept=protobuf)
    require(top_fields(body)[0] == 1, "an answer of v2 without a trace stops Grafana")
    _, first = client.get(f"/api/traces/{trace}", accept=protobuf)
    require(set(top_fields(first)) == {1}, "a trace of v1 has resource spans only")
    client.get("/api/v2/traces/" + "f" * 31 + "e", accept=protobuf, expect=(404,))
    client.get("/api/traces/" + "f" * 31 + "e", accept=protobuf, expect=(404,))

    tags = client.json("/api/v2/search/tags", window | {"limit": 5000})
    scopes = {scope["name"]: scope["tags"] for scope in tags["scopes"]}
    require("intrinsic" in scopes and "resource" in scopes, f"scopes {sorted(scopes)}")
    for name in ["resource.service.name", "name", "status", "kind", "rootServiceName"]:
        values = client.json(f"/api/v2/search/tag/{name}/values", window | {"limit": 5000})
        require(values["tagValues"], f"no values of {name}")
    # Escaped twice, as Grafana's proxy does, with a query that is being typed.
    name = urllib.parse.quote(urllib.parse.quote("resource.service.name", safe=""), safe="")
    typed = {"q": '{resource.service.name="x" && span.y=}'}
    client.json(f"/api/v2/search/tag/{name.replace('.', '%252E')}/values", typed)

    series = client.json(
        "/api/metrics/query_range",
        window | {"q": "{} | rate() by (resource.service.name)", "step": "60s", "exemplars": 100},
    )
    require(series["series"][0]["samples"], "the series have no samples")
    instant = client.json("/api/metrics/query", window | {"q": "{} | count_over_time()"})
    known = {"labels", "value"}
    require(all(set(one) <= known for one in instant["series"]), "a field stops Grafana's parser")


def tempo_drilldown(client, window):
    roots = "nestedSetParent<0 && true"
    metrics = [
        f"{{{roots}}} | rate() with(sample=true)",
        f"{{{roots} && status=error}} | rate()",
        f"{{{roots}}} | rate() by(resource.service.name) with(sample=true)",
        f"{{{roots}}} | quantile_over_time(duration, 0.9)",
        f"{{{roots}}} | quantile_over_time(duration, 0.9) by(resource.service.name)",
        f"{{{roots}}} | histogram_over_time(duration) with(sample=true)",
        f"{{{roots}}} | compare({{status = error}}, 10)",
    ]
    for query in metrics:
        document = client.json("/api/metrics/query_range", window | {"q": query, "step": "60s"})
        require("series" in document, f"no series of {query}")
    structure = (
        "({nestedSetParent<0} &>> {kind = server}) || ({nestedSetParent<0})"
        " | select(status, resource.service.name, name, nestedSetParent, nestedSetLeft,"
        " nestedSetRight)"
    )
    found = client.json("/api/search", window | {"q": structure, "limit": 200, "spss": 20})
    require(found["traces"], "the structure has no traces")
    spans = [span for trace in found["traces"] for span in trace["spanSets"][0]["spans"]]
    keys = {attribute["key"] for span in spans for attribute in span["attributes"]}
    wanted = {"status", "service.name", "nestedSetParent", "nestedSetLeft", "nestedSetRight"}
    require(wanted <= keys, f"the structure lacks {sorted(wanted - keys)}")


DATASOURCES = {"tempo": tempo}

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in DATASOURCES:
        sys.exit(__doc__)
    count = DATASOURCES[sys.argv[1]](sys.argv[2])
    print(f"{sys.argv[1]}: {count} requests answered as Grafana needs them")
