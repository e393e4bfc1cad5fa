import DossierPrimitives
import DossierTraceQL
import DossierTraceQLSyntax
import Foundation
import Testing

/// Metrics over stores against sums over spans as values.
@Suite struct RandomMetricsTests {
    private static let functions = [
        "rate()", "count_over_time()", "min_over_time(duration)", "max_over_time(span.a)",
        "sum_over_time(.x)", "avg_over_time(duration)", "avg_over_time(span.a)",
        "histogram_over_time(duration)", "quantile_over_time(duration, 0, .5, .99)",
    ]
    private static let filters = [
        "{ }", "{ status = error }", "{ span.a > 0 }", "{ .x != `red` }", "{ rootName != `` }",
        "{ } > { }", "{ kind = server } | by(name) | count() > 0", "{ duration >= 1ms && .flag }",
    ]
    private static let groups = [
        "", " by (resource.service.name)", " by (.x)", " by (span.a, status)",
        " by (name, event.e, kind)", " by (rootServiceName)", " by (.none)",
    ]

    @Test(arguments: 1...6) func metricsAgreeWithSums(_ seed: UInt64) throws {
        let store = try RandomStore(seed: seed)
        var random = SplitMix64(seed: seed &* 31)
        for _ in 0..<60 {
            let pipeline = Self.filters[random.index(below: Self.filters.count)]
            let function = Self.functions[random.index(below: Self.functions.count)]
            let group = Self.groups[random.index(below: Self.groups.count)]
            let text = "\(pipeline) | \(function)\(group)"
            guard case .metrics(.query(let query)) = try TraceQLQuery(parsing: text).body else {
                Issue.record("no metrics: \(text)")
                continue
            }
            let step = [500_000_000, 77_000_000, 3_000_000_000][random.index(below: 3)]
            let start = 1_700_000_000_000_000_000 + Int64(random.index(below: 300)) * 1_000_000
            let times = try #require(
                MetricsTimes(start: start, end: start + 4_000_000_000, step: Int64(step))
            )
            let expected = try LiteralMetrics(
                query,
                times,
                start,
                start + 4_000_000_000,
                Int64(step)
            )
            .series(store.oracles)
            for usesPredicates in [true, false] {
                let result = try MetricsPlan(.query(query)).result(
                    times,
                    in: [store.blocks],
                    usesPredicates: usesPredicates
                ) { false }
                check(result, expected, "seed \(seed), predicates \(usesPredicates): \(text)")
            }
        }
    }

    /// Doubles are told from whole numbers, and texts from both.
    private static func text(_ value: TraceQLValue) -> String {
        switch value {
        case .double: value.labelText + "f"
        case .string: "'\(value.labelText)'"
        default: value.labelText
        }
    }

    private func check(
        _ result: MetricsResult,
        _ expected: [String: [Double]],
        _ message: String
    ) {
        let found = Dictionary(
            result.series.map { series in
                (
                    series.labels.map { "\($0.name)=\(Self.text($0.value))" }.sorted()
                        .joined(separator: ","),
                    series.values
                )
            },
            uniquingKeysWith: { first, _ in first }
        )
        #expect(found.count == result.series.count, "\(message): series of equal labels")
        #expect(Set(found.keys) == Set(expected.keys), "\(message)")
        for (labels, values) in expected {
            guard let others = found[labels], others.count == values.count else { continue }
            for (value, other) in zip(values, others) {
                let isSame =
                    value.isNaN
                    ? other.isNaN : abs(value - other) <= 1e-9 * max(1, abs(value))
                #expect(isSame, "\(message): \(labels) has \(other), not \(value)")
            }
        }
    }
}

/// A metrics query computed from lists of spans.
struct LiteralMetrics {
    let query: MetricsQuery
    let times: MetricsTimes
    let start: Int64
    let end: Int64
    let step: Int64

    init(_ query: MetricsQuery, _ times: MetricsTimes, _ start: Int64, _ end: Int64, _ step: Int64)
    {
        self.query = query
        self.times = times
        self.start = start
        self.end = end
        self.step = step
    }

    private struct Item {
        let interval: Int
        let value: OracleValue
    }

    func series(_ oracles: [Oracle]) throws -> [String: [Double]] {
        var groups: [String: [Item]] = [:]
        for oracle in oracles {
            let all = Oracle.Result(spans: Array(oracle.spans.indices), attributes: [])
            for set in try oracle.run(query.pipeline, [all]) {
                for span in set.spans {
                    guard let interval = interval(Int64(oracle.spans[span].start)) else { continue }
                    var value = OracleValue.none
                    if let field {
                        value = (try? oracle.value(.field(field), span)) ?? .none
                        guard OracleOperators.number(value) != nil else { continue }
                    }
                    groups[labels(oracle, span), default: []].append(
                        Item(interval: interval, value: value)
                    )
                }
            }
        }
        if groups.isEmpty, query.grouping.isEmpty, field == nil { groups[""] = [] }
        var series: [String: [Double]] = [:]
        for (labels, items) in groups {
            for (label, values) in one(items) {
                let text = [labels, label].filter { !$0.isEmpty }.joined(separator: ",")
                    .split(separator: ",").sorted().joined(separator: ",")
                let name = text.isEmpty ? "__name__='\(query.function.name)'" : text
                if values.contains(where: { !$0.isNaN }) { series[name] = values }
            }
        }
        return series
    }

    private var field: SpanFieldOfTest? {
        switch query.function {
        case .rate, .countOverTime, .compare: nil
        case .minOverTime(let field), .maxOverTime(let field), .sumOverTime(let field),
            .avgOverTime(let field), .quantileOverTime(let field, _),
            .histogramOverTime(let field):
            field
        }
    }

    /// Found by looking at each interval.
    private func interval(_ time: Int64) -> Int? {
        guard time > start, time <= end else { return nil }
        let first = start / step * step
        return (0..<times.count).first { index in
            time > first + Int64(index) * step && time <= first + Int64(index + 1) * step
        }
    }

    private func labels(_ oracle: Oracle, _ span: Int) -> String {
        let pairs = query.grouping.compactMap { field -> String? in
            let value = (try? oracle.value(.field(field), span)) ?? .none
            let text: String
            switch value {
            case .none, .other, .array: return nil
            case .integer(let n): text = "\(n)"
            case .double(let n): text = AttributeNumber.text(n)
            case .string(let string): text = "'\(string)'"
            case .status(let string), .kind(let string): text = string
            case .boolean(let flag): text = "\(flag)"
            case .duration(let n): text = "\(n)ns"
            }
            return "\(field)=\(text)"
        }
        if pairs.isEmpty, let first = query.grouping.first { return "\(first)='nil'" }
        return pairs.joined(separator: ",")
    }

    private func one(_ items: [Item]) -> [(label: String, values: [Double])] {
        let perInterval = (0..<times.count).map { index in
            items.filter { $0.interval == index }.map(\.value)
        }
        func seconds(_ value: OracleValue) -> Double {
            if case .duration(let n) = value { return Double(n) / 1e9 }
            return OracleOperators.number(value) ?? .nan
        }
        func reduced(_ body: ([Double]) -> Double?) -> [(label: String, values: [Double])] {
            [("", perInterval.map { body($0.map(seconds)) ?? .nan })]
        }
        switch query.function {
        case .rate: return [("", perInterval.map { Double($0.count) / (Double(step) / 1e9) })]
        case .countOverTime, .compare: return [("", perInterval.map { Double($0.count) })]
        case .minOverTime: return reduced { $0.min() }
        case .maxOverTime: return reduced { $0.max() }
        case .sumOverTime: return reduced { $0.isEmpty ? nil : $0.reduce(0, +) }
        case .avgOverTime:
            return reduced { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) }
        case .histogramOverTime:
            let bounds = Set(items.compactMap { bound($0.value) })
            return bounds.map { bound in
                let values = perInterval.map { values in
                    Double(values.count { self.bound($0) == bound })
                }
                let shown = Double(bound) / 1e9
                return ("__bucket=\(AttributeNumber.text(shown))", values)
            }
        case .quantileOverTime(_, let quantiles):
            guard items.contains(where: { bound($0.value) != nil }) else { return [] }
            return quantiles.map { quantile in
                let values = perInterval.map { values in
                    self.quantile(quantile, values.compactMap { bound($0) }.sorted())
                }
                return ("p=\(AttributeNumber.text(quantile))", values)
            }
        }
    }

    /// The power of two that nanoseconds are rounded up to; nil below two.
    private func bound(_ value: OracleValue) -> Int64? {
        guard case .duration(let n) = value, n >= 2 else { return nil }
        var bound: Int64 = 2
        while bound < n { bound *= 2 }
        return bound
    }

    private func quantile(_ quantile: Double, _ bounds: [Int64]) -> Double {
        guard !bounds.isEmpty else { return 0 }
        let wanted = max(1, Int((quantile * Double(bounds.count)).rounded(.up)))
        let distinct = Set(bounds).sorted()
        let bucket = bounds[wanted - 1]
        let before = bounds.count { $0 < bucket }
        let inside = bounds.count { $0 == bucket }
        if before + inside == wanted { return Double(bucket) / 1e9 }
        let high = log2(Double(bucket) / 1e9)
        let low = distinct.last { $0 < bucket }.map { log2(Double($0) / 1e9) } ?? high - 1
        return pow(2, low + (high - low) * Double(wanted - before) / Double(inside))
    }
}

enum AttributeNumber {
    static func text(_ value: Double) -> String { FloatText.decimal(value) + "f" }
}
