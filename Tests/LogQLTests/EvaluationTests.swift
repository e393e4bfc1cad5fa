import DossierLogQL
import DossierLogQLSyntax
import DossierPromQL
import Testing

/// Queries over entries in memory: one every ten seconds, of two applications.
@Suite struct EvaluationTests {
    private static let second: Int64 = 1_000_000_000

    private static let entries: EntryList = {
        func label(_ name: String, _ value: String) -> StoredEntry.Label {
            .init(name: Array(name.utf8), value: Array(value.utf8))
        }
        return EntryList(
            (0..<12).flatMap { index in
                ["a", "b"].map { app in
                    StoredEntry(
                        line: Array("n=\(index) size=\(index)KB took=\(index)s app=x".utf8),
                        nanoseconds: Int64(index) * 10 * second,
                        stream: [label("app", app), label("env", index < 6 ? "dev" : "prod")],
                        metadata: [label("trace", "t\(index % 2)")]
                    )
                }
            }
        )
    }()

    /// The values of a query at the time of the last entry, by the text of their labels.
    private static func values(_ text: String) throws -> [String: Double] {
        guard case .metric(let metric) = try LogQLQuery(parsing: text) else { return [:] }
        let result = try LogMetricEvaluation.result(
            of: metric,
            over: entries,
            at: .instant(110 * second)
        )
        switch result {
        case .scalar(let value): return ["": value]
        case .series(let series, _):
            let pairs = series.map { one in
                let labels = one.labels.pairs.map { label in
                    String(decoding: label.name, as: UTF8.self) + "="
                        + String(decoding: label.value, as: UTF8.self)
                }
                return (labels.joined(separator: ","), one.points.first?.value ?? .nan)
            }
            return Dictionary(pairs) { $1 }
        }
    }

    @Test(
        arguments: [
            ("sum by (app) (count_over_time({app=~`.+`}[1m]))", ["app=a": 6, "app=b": 6]),
            ("sum(count_over_time({app=`a`}[30s]))", ["": 3]),
            ("sum(count_over_time({app=`a`}[30s] offset 1m))", ["": 3]),
            ("sum(rate({app=`a`}[1m]))", ["": 0.1]),
            ("count_over_time({app=`a`} |= `n=11` [1m])", ["app=a,env=prod,trace=t1": 1]),
            ("sum(bytes_over_time({app=`a`} | line_format `xx` [30s]))", ["": 6]),
            (
                "sum_over_time({app=`a`} | logfmt | unwrap n | n>9 [1m])",
                [
                    "app=a,app_extracted=x,env=prod,size=10KB,took=10s,trace=t0": 10,
                    "app=a,app_extracted=x,env=prod,size=11KB,took=11s,trace=t1": 11,
                ]
            ),
            (
                "max_over_time({app=`a`} | logfmt | unwrap bytes(size) [1m]) by (app)",
                ["app=a": 11_000]
            ),
            ("avg_over_time({app=`a`} | logfmt | unwrap duration(took) [30s]) by ()", ["": 10]),
            ("quantile_over_time(0.5, {app=`a`} | logfmt | unwrap n [40s]) by ()", ["": 9.5]),
            ("first_over_time({app=`a`} | logfmt | unwrap n [30s]) by ()", ["": 9]),
            ("stdvar_over_time({app=`a`} | logfmt | unwrap n [30s]) by ()", ["": 2.0 / 3]),
            ("absent_over_time({app=`c`, env=~`.+`}[1m])", ["app=c": 1]),
            ("absent_over_time({app=`a`}[1m])", [:]),
            ("vector(2) / 0", [:]), ("1 + 2", ["": 3]), ("vector(2) > 1", ["": 2]),
            ("1 < bool vector(2)", ["": 1]), ("vector(0) > 1 or vector(7)", ["": 7]),
            (
                "sum by (app) (count_over_time({app=~`.+`}[1m])) * on (app) sum by (app) (count_over_time({app=`a`}[30s]))",
                ["app=a": 18]
            ),
            (
                "label_replace(sum by (app) (count_over_time({app=`a`}[1m])), `z`, `${1}x`, `app`, `(.)`)",
                ["app=a,z=ax": 6]
            ),
            ("topk(1, sum by (env) (count_over_time({app=`a`}[100s])))", ["env=prod": 6]),
            ("count(sum by (app, env) (count_over_time({app=~`.+`}[100s])))", ["": 4]),
        ] as [(String, [String: Double])]
    )
    func metricsAreEvaluated(_ query: String, _ expected: [String: Double]) throws {
        let values = try Self.values(query).filter { !$0.value.isNaN }
        #expect(values.keys.sorted() == expected.keys.sorted())
        for (labels, value) in values {
            #expect(abs(value - (expected[labels] ?? .infinity)) < 1e-9, "\(labels)")
        }
    }

    @Test(arguments: [
        ("sum(count_over_time({app=`a`} | logfmt | took > 5 [1m]))", "LabelFilterErr"),
        ("sum(rate({app=`a`} | logfmt | unwrap took [1m]))", "SampleExtractionErr"),
        ("sum(count_over_time({app=`a`} | json [1m]))", "JSONParserErr"),
        (
            "count_over_time({app=`a`}[1m]) + on (app) count_over_time({app=`a`}[1m])",
            "found duplicate series on the right hand-side"
        ),
        (
            "count_over_time({app=`a`}[1m]) + on (app) sum by (app) (count_over_time({app=`a`}[1m]))",
            "many-to-one matching must be explicit"
        ),
    ])
    func saysWhatCannotBeEvaluated(_ query: String, _ message: String) {
        let error = #expect(throws: LogEvaluationError.self) { try Self.values(query) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func seriesHaveNoValueWhereNothingIsInTheWindow() throws {
        guard
            case .metric(let metric) = try LogQLQuery(
                parsing: "sum(count_over_time({env=`dev`}[20s]))"
            )
        else { return }
        let times = LogQueryTimes.range(start: 0, end: 100 * Self.second, step: 50 * Self.second)
        let result = try LogMetricEvaluation.result(of: metric, over: Self.entries, at: times)
        guard case .series(let series, _) = result else { return }
        #expect(series.map { $0.points.map(\.index) } == [[0, 1]])
        #expect(series.map { $0.points.map(\.value) } == [[2, 4]])
    }

    /// The entries at 20 and 60 seconds have an error.
    @Test func errorsOfEntriesBetweenWindowsDoNotCount() throws {
        let filter = "n != `2` and n != `6` or took > 1"
        let text = "sum(count_over_time({app=`a`} | logfmt | \(filter) [10s]))"
        guard case .metric(let metric) = try LogQLQuery(parsing: text) else { return }
        for (start, isFailing) in [(0, false), (20, true)] as [(Int64, Bool)] {
            let times = LogQueryTimes.range(
                start: start * Self.second,
                end: 100 * Self.second,
                step: 40 * Self.second
            )
            let result = Result {
                try LogMetricEvaluation.result(of: metric, over: Self.entries, at: times)
            }
            #expect(isFailing == ((try? result.get()) == nil))
        }
    }

    @Test(arguments: [
        (LogQueryTimes.range(start: 0, end: .max, step: 1), "more than 11000 steps"),
        (.range(start: 1, end: 0, step: 1), "the end is before the start"),
        (.range(start: 0, end: 1, step: 0), "the step is not above 0"),
    ])
    func timesThatMakeNoSenseAreRefused(_ times: LogQueryTimes, _ message: String) {
        let error = #expect(throws: LogEvaluationError.self) {
            try LogMetricEvaluation.result(of: .constant(1), over: Self.entries, at: times)
        }
        #expect(error?.description.contains(message) == true)
    }

    @Test(
        arguments: [
            (false, 3, 0, [0, 0, 10]), (true, 3, 0, [110, 110, 100]),
            (false, 100, 30, [0, 30, 60, 90]),
            (true, 2, 50, [110, 60]),
        ] as [(Bool, Int, Int64, [Int64])]
    )
    func entriesAreFoundInTheOrderAskedFor(
        _ isBackward: Bool,
        _ limit: Int,
        _ interval: Int64,
        _ expected: [Int64]
    ) throws {
        guard case .log(let pipeline) = try LogQLQuery(parsing: "{app=~`a|b`} | keep app") else {
            return
        }
        let window = LogQueryWindow(
            start: 0,
            end: 1000 * Self.second,
            limit: limit,
            isBackward: isBackward,
            interval: interval * Self.second
        )
        let times = try Self.entries.entries(of: pipeline, window)
            .map { $0.nanoseconds / Self.second }
        #expect(times.sorted() == expected.sorted())
    }
}
