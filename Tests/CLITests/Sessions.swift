import TestSupport

extension Session {
    static let all = help + documents + verbs + failures

    /// The help of every verb.
    static let help =
        [Session("help/dossier", "--help")]
        + CommandVerb.all.map { verb in
            Session("help/\(verb.name.replacing(" ", with: "-"))", "help \(verb.name)")
        }

    /// The JSON documents.
    static let documents = [
        Session("info-json", "info shop.dossier --format json"),
        Session("services-json", "services shop.dossier --format json --by service"),
        Session("traces-json", "traces shop.dossier --format json --limit 2 --sort duration"),
        Session(
            "trace-json",
            "ingest every.dossier every-field.jsonl",
            "trace every.dossier 5b8e --format json"
        ),
        Session(
            "linked-json",
            "ingest linked.dossier linked.jsonl",
            "trace linked.dossier 0f0a --format json",
            "logs linked.dossier --trace 0f0a --limit 1 --format json"
        ),
        Session("trace-stats-json", "trace-stats shop.dossier --trace 99bc --format json"),
        Session(
            "patterns-json",
            "patterns shop.dossier --severity error --limit 1 --step 1m --format json"
        ),
        Session("logs-json", "logs shop.dossier --severity error --limit 1 --format json"),
        Session("find-json", "find shop.dossier payment nothing --limit 1 --format json"),
        Session(
            "attributes-json",
            "attributes shop.dossier http.route --where '{ status = error }' --format json"
        ),
        Session("metrics-json", "metrics shop.dossier --format json"),
        Session(
            "series-json",
            "series shop.dossier 'shop_requests_total{outcome=\"error\"}' --format json"
        ),
        Session("labels-json", "labels shop.dossier job --format json"),
        Session(
            "query-json",
            "query shop.dossier 'sum by (job) (shop_requests_total)' --time end --format json",
            "query shop.dossier 'sum(rate(shop_requests_total[1m]))' --step 2m --format json"
        ),
        Session("verify-json", "verify shop.dossier --format json"),
        Session("compact-json", "compact shop.dossier --format json"),
        Session(
            "ingest-json",
            "ingest new.dossier small.jsonl --format json",
            "ingest new.dossier small.jsonl --format json",
            "rejected new.dossier --format json"
        ),
        Session(
            "traces-traceql-json",
            "traces shop.dossier '{ status = error } | by(name) | count() > 0' --limit 1 --format json",
            "traces shop.dossier '{ } | count_over_time()' --instant --format json"
        ),
        Session(
            "traces-tempo",
            "traces shop.dossier '{ status = error } | select(name, kind)' --limit 1 --format tempo",
            "traces shop.dossier '{ } | count_over_time() by (status)' --step 5m --format tempo",
            "traces shop.dossier '{ } | rate()' --instant --format tempo"
        ),
        Session(
            "info-unusual-json",
            "ingest new.dossier unusual.jsonl empty.jsonl --format json",
            "info new.dossier --format json"
        ),
        Session(
            "traceql-check-json",
            "traceql check '{ .a = 1 && duration > 1s }' --format json",
            "traceql check '{ false } | rate()' --format json",
            "traceql check '{ status = 2 }' --format json",
            "traceql check '{ parent.a }' --format json",
            "traceql check '{ .a = ' --format json"
        ),
        Session(
            "logql-check-json",
            "logql check '{a=`b`} | x=`1`, y>1.5KiB or z<90s' --format json",
            "logql check 'sum by (c) (rate({a=`b`}[5m]))' --format json",
            "logql check '{a=~`.*`}' --format json",
            "logql check '{a=`b`' --format json"
        ),
        Session("rules-eval-json", "rules eval shop.dossier alerts.yml --format json"),
    ]

    /// What the verbs write for people.
    static let verbs = [
        Session("generate", ShopFixture.generate.replacing("generate shop", with: "generate new")),
        Session(
            "ingest",
            "ingest new.dossier shop/traces.jsonl small.jsonl",
            "ingest new.dossier shop/traces.jsonl small.jsonl",
            "ingest new.dossier small.jsonl --strict --force",
            "ingest new.dossier notes.txt",
            "ingest new.dossier -",
            "rejected new.dossier",
            "rejected new.dossier --raw"
        ),
        Session("info", "info shop.dossier"),
        Session(
            "info-unusual",
            "ingest new.dossier unusual.jsonl",
            "ingest strict.dossier unusual.jsonl --strict",
            "info new.dossier",
            "traces new.dossier",
            "export new.dossier",
            "ingest none.dossier empty.jsonl --strict",
            "info none.dossier"
        ),
        Session("services", "services shop.dossier", "services shop.dossier --by service"),
        Session(
            "traces",
            "traces shop.dossier",
            "traces shop.dossier --errors --sort errors --limit 1",
            "traces shop.dossier --service payment --min-duration 30ms --since 2026-01-15T10:03:00Z",
            "traces shop.dossier --service nobody",
            "traces shop.dossier --since end-30s",
            "traces shop.dossier --until start+20s",
            "traces shop.dossier --since -2m --until -100s",
            "traces shop.dossier --since '2026-01-15T11:04:10' --tz +01:00",
            "traces shop.dossier --active-in 2026-01-15T10:04:10.2Z..2026-01-15T10:04:11Z",
            "traces shop.dossier --active-in ..start+10s --limit 1",
            "ingest partial.dossier partial.jsonl",
            "traces partial.dossier",
            "traces partial.dossier --format json",
            "trace partial.dossier 0b"
        ),
        Session(
            "logs-logql",
            "logs shop.dossier '{service_name=\"payment\"} |= \"failed\" | severity_text=\"ERROR\"'",
            "logs shop.dossier '{service_name=~\".+\"} |= \"failed\"' --tail 1 --context 1",
            "logs shop.dossier '{service_name=~\".+\"} | regexp \"GC pause (?P<ms>[0-9.]+)\" | ms > 5 | line_format \"{{.ms}} ms\"' --attributes",
            "logs shop.dossier '{service_name=\"payment\"} | json | task=~\"process.*\"' --limit 1 --format json",
            "logs shop.dossier '{service_name=\"payment\"} |= \"failed\"' --limit 1 --format loki",
            "logs shop.dossier '{service_name=\"payment\"} |= \"failed\" | pattern \"<what> failed <_>\"' --limit 1 --format loki --categorize-labels",
            "logs shop.dossier 'sum by (service_name) (count_over_time({service_name=~\".+\"} |= \"failed\" [1m]))' --step 1m",
            "logs shop.dossier 'sum by (detected_level) (count_over_time({service_name=~\".+\"}[10m]))' --instant --format json",
            "logs shop.dossier --service payment --contains failed --severity error --since -5m --explain",
            "logs shop.dossier '{service_name=\"payment\"} | json' --contains x --explain",
            "logs shop.dossier '{service_name=\"payment\"}' --start -5m",
            "logs shop.dossier 'rate({service_name=\"payment\"}[1m])' --limit 3",
            "logs shop.dossier '{service_name=\"payment\"} | json | x = y'",
            "logs shop.dossier '{service_name=\"nobody\"}'",
            "logs shop.dossier --follow --limit 3"
        ),
        Session(
            "patterns",
            "patterns shop.dossier --limit 4",
            "patterns shop.dossier 'timeout AND level:error' --lucene",
            "patterns shop.dossier --since -30s --against ..-30s --limit 5",
            "patterns shop.dossier --service nobody",
            "patterns shop.dossier --contains nothing",
            "patterns shop.dossier --step 1ns",
            "patterns shop.dossier --limit 0",
            "patterns shop.dossier '{service_name=\"payment\"} |= \"failed\"'",
            "patterns shop.dossier 'rate({service_name=\"payment\"}[1m])'",
            "patterns shop.dossier timeout",
            "patterns shop.dossier --lucene"
        ),
        Session(
            "logs-lucene",
            "logs shop.dossier 'timeout AND level:error' --lucene",
            "logs shop.dossier '\"dependency failed\" service:payment -severity_number:[1 TO 16]' --lucene",
            "logs shop.dossier 'body.task:process* OR /gc/ AND 5' --lucene --tail 2",
            "logs shop.dossier 'body.task:process* OR /gc/ AND 5' --lucene --explain",
            "logs shop.dossier 'timeout' --lucene --service payment --limit 1 --format json",
            "logs shop.dossier 'nobody.knows:this' --lucene",
            "logs shop.dossier 'http:status:500' --lucene",
            "logs shop.dossier '(a AND b' --lucene",
            "logs shop.dossier timeout",
            "logs shop.dossier --lucene"
        ),
        Session(
            "trace",
            "trace shop.dossier 99bc",
            "trace shop.dossier 99BCD044-5753-11B1-C8AC-AD541BDEBAB6 --width 60",
            "ingest every.dossier every-field.jsonl",
            "trace every.dossier 5b8e --width 0",
            "trace shop.dossier 99bc --only errors --width 100",
            "trace shop.dossier 99bc --only slow --min-duration 10ms --width 100",
            "trace shop.dossier 99bc --depth 2 --attributes --width 80",
            "ingest batch.dossier batch.jsonl",
            "trace batch.dossier 0c --width 120",
            "trace batch.dossier 0c --only errors --width 120",
            "trace batch.dossier 00000000000c0007 --width 120",
            "trace batch.dossier 0d --width 0"
        ),
        Session(
            "ids",
            "ingest every.dossier every-field.jsonl",
            "ingest small.dossier small.jsonl",
            "logs every.dossier --trace ' 0x5B8EFFF798038103D269B633813FC60C, '",
            "logs every.dossier --trace 121702245401190319682828931810593850892",
            "logs every.dossier --trace 1-5b8efff7-98038103d269b633813fc60c",
            "logs every.dossier --trace 'W47/95gDgQPSabYzgT/GDA=='",
            "logs every.dossier --trace d269b633813fc60c",
            "trace every.dossier 00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-01",
            "trace every.dossier EEE19B7EC3C1B174 --width 100",
            "trace small.dossier a2",
            "trace small.dossier 00000000000000a3",
            "trace small.dossier 13292279957849158729038070602803445760"
        ),
        Session(
            "linked",
            "ingest linked.dossier linked.jsonl",
            "trace linked.dossier 0f0a --width 120",
            "trace linked.dossier 0f0a --critical-path --width 120",
            "trace linked.dossier 0f0b --width 120",
            "logs linked.dossier --trace 0f0a",
            "logs linked.dossier --contains 17",
            "logs linked.dossier --contains f0002 --in attributes",
            "logs linked.dossier --regex 'f000[24]' --in all",
            "services linked.dossier",
            "traces linked.dossier",
            "trace-stats linked.dossier",
            "verify linked.dossier"
        ),
        Session(
            "find",
            "find shop.dossier payment",
            "find shop.dossier 99bcd044575311b1c8acad541bdebab6 --limit 1",
            "find shop.dossier '/checkout' 500 nothing --limit 2",
            "find shop.dossier PAYMENT",
            "find shop.dossier PAYMENT --ignore-case --limit 1",
            "find shop.dossier checkout --words --limit 1",
            "find shop.dossier payment --since end-20s --limit 1",
            "find shop.dossier nothing",
            "find shop.dossier http.route",
            "find shop.dossier ''",
            "ingest linked.dossier linked.jsonl",
            "find linked.dossier 17",
            "ingest every.dossier every-field.jsonl",
            "find every.dossier EEE19B7EC3C1B174",
            "find every.dossier true"
        ),
        Session(
            "attributes",
            "attributes shop.dossier",
            "attributes shop.dossier http.route",
            "attributes shop.dossier service.name --limit 1 --where '{ status = error }'",
            "attributes shop.dossier --prefix http. --where '{ status = error }'",
            "attributes shop.dossier http.rout",
            "attributes shop.dossier --where '{ } | rate()'",
            "attributes shop.dossier --where '{'",
            "ingest every.dossier every-field.jsonl",
            "attributes every.dossier"
        ),
        Session("trace-stats", "trace-stats shop.dossier"),
        Session(
            "logs",
            "logs shop.dossier --severity error",
            "logs shop.dossier --contains Timeout --limit 1",
            "logs shop.dossier --regex 'answered 50[0-9]' --service checkout",
            "logs shop.dossier --trace 99bc",
            "logs shop.dossier --contains nowhere",
            "logs shop.dossier --tail 3",
            "logs shop.dossier --sort newest --limit 3",
            "logs shop.dossier --tail 3 --sort newest --severity warn",
            "logs shop.dossier --since -1s --attributes",
            "ingest batch.dossier batch.jsonl",
            "logs batch.dossier",
            "logs batch.dossier --attributes",
            "trace batch.dossier 0e --width 0"
        ),
        Session(
            "export",
            "ingest every.dossier every-field.jsonl",
            "export every.dossier",
            "export every.dossier --trace 5b8e -o out"
        ),
        Session("verify", "verify shop.dossier"),
        Session("compact", "compact shop.dossier"),
        Session("metrics", "metrics shop.dossier"),
        Session("series", "series shop.dossier shop_requests_total 'queue_length'"),
        Session(
            "labels",
            "labels shop.dossier",
            "labels shop.dossier job",
            "labels shop.dossier no"
        ),
        Session(
            "query",
            "query shop.dossier shop_requests_total --time end",
            "query shop.dossier 'sum by (job) (rate(shop_requests_total[1m]))'",
            "query shop.dossier shop_requests_total --start -3m --step 1m --format csv",
            "query shop.dossier '1 + 1' --time start+1m",
            "query shop.dossier 'rate(queue_length[1m])' --time end",
            "query shop.dossier nothing"
        ),
        Session(
            "rules",
            "rules check alerts.yml",
            "rules check duplicate.yml broken.yml",
            "rules check shop nosuch.yml",
            "rules test alerts.test.yml",
            "rules test failing.test.yml",
            "rules test failing.test.yml --diff",
            "rules test failing.test.yml --run none",
            "rules test failing.test.yml --run '('",
            "rules eval shop.dossier alerts.yml",
            "rules eval shop.dossier alerts.yml --interval 30s --write",
            "rules eval shop.dossier alerts.yml --interval 30s --write",
            "query shop.dossier 'job:requests:rate1m' --time end"
        ),
        Session(
            "traces-traceql",
            "traces shop.dossier '{ status = error && kind = server }' --limit 2",
            "traces shop.dossier '{ kind = client } >> { status = error }' --limit 1 --sort duration",
            "traces shop.dossier '{ } | by(resource.service.name) | count() > 1' --limit 1"
                + " --spans-per-trace 1",
            "traces shop.dossier --name checkout --attribute retry=true --explain",
            "traces shop.dossier '{ } | rate()' --attribute http.status_code=500 --explain",
            "traces shop.dossier '{ } | count_over_time() by (resource.service.name)' --step 1m",
            "traces shop.dossier '{ .nothing = 1 }'",
            "traces shop.dossier '{ name = 1 }'",
            "traces shop.dossier '{ }' --step 1m",
            "traces shop.dossier '({ } | by(name)) > ({ })'"
        ),
        Session(
            "logql-check",
            "logql check '{a=`b`} |= `c` or `d` != `e` or `f` | decolorize'",
            "logql check '{a=`b`} | logfmt | x=`1` or y=`2`, z>1h30m'",
            "logql check 'topk(3, rate({a=`b`} | json [5m])) / 2 ^ 3'",
            "logql check '{service.name=`cart`}'",
            "logql check '{a=`b`} | level = error'",
            "logql check '{a=`b`} |~ `(`'"
        ),
        Session(
            "traceql-check",
            "traceql check '{ .a = 1 || .b = 2 && duration > 90s * 1 }'",
            "traceql check '{ span.http.status_code >= 500 } | rate() by (name) | topk(5)'",
            "traceql check '{ .a == 1 }'",
            "traceql check '{ .a = foo }'",
            "traceql check '{ kind = `server` }'",
            "traceql check '{ } | count() + 1 > 2'",
            "traceql check '{ } | count()'"
        ),
        Session("promql-test", "promql-test sums.test", "promql-test sums.test failing.test"),
    ]

    /// What is wrong, and what the command says of it.
    static let failures = [
        Session(
            "usage",
            "",
            "--version",
            "nonsense",
            "info",
            "info shop.dossier --format xml",
            "info shop.dossier --nonsense",
            "traces shop.dossier --limit 0",
            "traces shop.dossier --min-duration soon",
            "traces shop.dossier --since yesterday",
            "trace shop.dossier xyz",
            "trace shop.dossier 99bc --width 12",
            "trace-stats shop.dossier --window 0s",
            "logs shop.dossier --limit=-1",
            "logs shop.dossier --limit 1 --tail 1",
            "logs shop.dossier --since soon",
            "logs shop.dossier --tz Nowhere/Atall",
            "traces shop.dossier --active-in yesterday",
            "completion csh",
            "logs shop.dossier --severity loud",
            "logs shop.dossier --regex 'a(b'",
            "rejected shop.dossier --raw --format json",
            "query shop.dossier up --time end --step 1s",
            "query shop.dossier up --step 1us",
            "query shop.dossier up --start tomorrow",
            "query shop.dossier up --max-samples 0",
            "rules eval shop.dossier alerts.yml --interval 0s",
            "generate new --services 2",
            "generate new --traces=-1",
            "serve shop.dossier --listen 4318",
            "serve shop.dossier --allow-host http://dossier.example",
            "serve shop.dossier --cors-origin http://localhost:3000/",
            "serve shop.dossier --access-log-queries",
            "serve shop.dossier --no-auth --token-file token"
        ),
        Session(
            "mistakes",
            "injest new.dossier small.jsonl",
            "load new.dossier small.jsonl",
            "trcae shop.dossier 99bc",
            "nothing-like-it --help",
            "help nosuch",
            "help rules evl",
            "rules chekc alerts.yml",
            "shop.dossier traces",
            "ingest shop new.dossier",
            "ingest small.jsonl new.dossier",
            "trace 99bc shop.dossier",
            "query 'up == 0' shop.dossier",
            "rules eval alerts.yml shop.dossier",
            "traces shop.dossier --service nobody",
            "traces shop.dossier --service chekout",
            "logs shop.dossier --service nobody",
            "logs shop.dossier --severity WARNING --limit 1",
            "logs shop.dossier --severity 17 --limit 1",
            "logs shop.dossier --severity error4 --limit 1",
            "logs shop.dossier --severity 25",
            "export shop.dossier -o out --trace 99bc",
            "export shop.dossier -o out",
            "export shop.dossier -o out --trace 99bc --overwrite"
        ),
        Session(
            "no-store",
            "info missing.dossier",
            "info notes.txt",
            "info shop",
            "ingest missing/new.dossier small.jsonl",
            "ingest notes.txt small.jsonl",
            "ingest new.dossier missing.jsonl",
            "compact missing.dossier",
            "verify missing.dossier",
            "rules eval missing.dossier alerts.yml"
        ),
        Session(
            "unknown",
            "trace shop.dossier 00000000000000000000000000000001",
            "trace shop.dossier 123",
            "ingest new.dossier small.jsonl",
            "trace new.dossier 0a",
            "export shop.dossier --trace 123",
            "export shop.dossier -o missing/out",
            "trace-stats shop.dossier --trace 00000000000000000000000000000001",
            "logs shop.dossier --trace 00000000000000000000000000000001",
            "trace-stats new.dossier --trace 0a000000000000000000000000000002"
        ),
        Session(
            "expressions",
            "query shop.dossier 'sum('",
            "query shop.dossier 'rate(shop_requests_total)'",
            "query shop.dossier 'shop_requests_total + on() queue_length' --time end",
            "query shop.dossier up --start end --end start",
            "query shop.dossier shop_requests_total --max-samples 3",
            "series shop.dossier 'rate(x[1m])'",
            "rules check missing.yml",
            "rules test missing.yml",
            "rules eval shop.dossier broken.yml",
            "rules eval shop.dossier missing.yml",
            "promql-test missing.test"
        ),
        Session(
            "generate-refused",
            "ingest every.dossier every-field.jsonl",
            "export every.dossier -o out",
            "generate out",
            "generate missing/new",
            "generate small.jsonl"
        ),
    ]
}
