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
        Session("trace-stats-json", "trace-stats shop.dossier --trace 99bc --format json"),
        Session("logs-json", "logs shop.dossier --severity error --limit 1 --format json"),
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
        Session("services", "services shop.dossier", "services shop.dossier --by service"),
        Session(
            "traces",
            "traces shop.dossier",
            "traces shop.dossier --errors --sort errors --limit 1",
            "traces shop.dossier --service payment --min-duration 30ms --since 2026-01-15T10:03:00Z",
            "traces shop.dossier --service nobody"
        ),
        Session(
            "trace",
            "trace shop.dossier 99bc",
            "trace shop.dossier 99BCD044-5753-11B1-C8AC-AD541BDEBAB6 --width 60",
            "ingest every.dossier every-field.jsonl",
            "trace every.dossier 5b8e --width 0"
        ),
        Session("trace-stats", "trace-stats shop.dossier"),
        Session(
            "logs",
            "logs shop.dossier --severity error",
            "logs shop.dossier --contains Timeout --limit 1",
            "logs shop.dossier --regex 'answered 50[0-9]' --service checkout",
            "logs shop.dossier --trace 99bc",
            "logs shop.dossier --contains nowhere"
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
            "logs shop.dossier --severity loud",
            "logs shop.dossier --regex 'a(b'",
            "rejected shop.dossier --raw --format json",
            "query shop.dossier up --time end --step 1s",
            "query shop.dossier up --step 1us",
            "query shop.dossier up --start tomorrow",
            "query shop.dossier up --max-samples 0",
            "rules eval shop.dossier alerts.yml --interval 0s",
            "generate new --services 2",
            "generate new --traces=-1"
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
            "trace-stats shop.dossier --trace 00000000000000000000000000000001"
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
