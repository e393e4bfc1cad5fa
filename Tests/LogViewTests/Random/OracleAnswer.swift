import Dossier
import DossierLogQL
import DossierLogView
import DossierPromQL
import DossierPromQLSyntax

/// What the literal evaluator says that a query gives, to be compared with what the engine gives.
enum OracleAnswer {
    case entries([Oracle.Found], limit: Int)
    case series([OracleEntry.Labels: [Int64: Double]])

    var isEmpty: Bool {
        switch self {
        case .entries(let entries, _): entries.isEmpty
        case .series(let series): series.isEmpty
        }
    }

    /// What the engine gives: entries as texts, or series.
    enum Found {
        case entries([String])
        case series([OracleEntry.Labels: [Int64: Double]])
    }

    /// What is different, for a person; nil if nothing is.
    static func difference(
        _ expected: Result<OracleAnswer, any Error>,
        _ found: Result<Found, any Error>
    ) -> String? {
        switch (expected, found) {
        case (.failure, .failure): nil
        case (.success(.entries(let entries, let limit)), .success(.entries(let found))):
            difference(entries, limit, found)
        case (.success(.series(let series)), .success(.series(let found))):
            difference(series, found)
        default: "expected \(expected), found \(found)"
        }
    }

    /// Entries of one time and stream may come in any order.
    private static func difference(
        _ expected: [Oracle.Found],
        _ limit: Int,
        _ found: [String]
    ) -> String? {
        let count = min(limit, expected.count)
        guard found.count == count else { return "\(found.count) entries, not \(count)" }
        var position = 0
        while position < count {
            let first = expected[position]
            let group = expected[position...].prefix {
                $0.entry.time == first.entry.time && $0.stream == first.stream
            }
            var rest = group.map { text(of: $0.entry) }
            for text in found[position..<min(position + group.count, count)] {
                guard let index = rest.firstIndex(of: text) else {
                    return "entry \(position) is \(text), not \(rest)"
                }
                rest.remove(at: index)
            }
            position += group.count
        }
        return nil
    }

    private static func difference(
        _ expected: [OracleEntry.Labels: [Int64: Double]],
        _ found: [OracleEntry.Labels: [Int64: Double]]
    ) -> String? {
        for labels in Set(expected.keys).union(found.keys) {
            let (one, other) = (expected[labels] ?? [:], found[labels] ?? [:])
            for time in Set(one.keys).union(other.keys).sorted() {
                guard let value = one[time], let foundValue = other[time],
                    isSame(value, foundValue)
                else {
                    return "\(text(of: labels)) at \(time) is \(String(describing: other[time])), "
                        + "not \(String(describing: one[time]))"
                }
            }
        }
        return nil
    }

    /// Variances of equal values are rounded differently, too.
    private static func isSame(_ left: Double, _ right: Double) -> Bool {
        left == right || left.isNaN && right.isNaN
            || (left - right).magnitude <= max(1e-9 * max(left.magnitude, right.magnitude), 1e-15)
    }

    // MARK: - Entries as texts

    static func labels(_ labels: [String: String]) -> OracleEntry.Labels {
        var table: OracleEntry.Labels = [:]
        for (name, value) in labels { table[ByteString(name)] = ByteString(value) }
        return table
    }

    static func text(of entry: LogQLEntry) -> String {
        let categories = [entry.streamLabels, entry.metadata, entry.parsedLabels]
        return text(entry.nanoseconds, entry.line, categories.map { labels($0) })
    }

    static func text(of entry: OracleEntry) -> String {
        var parsed = entry.parsed
        if let error = entry.error { parsed["__error__"] = ByteString(error) }
        let line = String(decoding: entry.line, as: UTF8.self)
        return text(entry.time, line, [entry.stream, entry.metadata, parsed])
    }

    fileprivate static func text(
        _ time: Int64,
        _ line: String,
        _ labels: [OracleEntry.Labels]
    ) -> String {
        "\(time) \(line.debugDescription) \(labels.map { text(of: $0) }.joined(separator: " "))"
    }

    /// Without the details of an error.
    private static func text(of labels: OracleEntry.Labels) -> String {
        let pairs = labels.filter { $0.key != "__error_details__" }.sorted { $0.key < $1.key }
        return "{\(pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ", "))}"
    }
}

// MARK: - Results of the engine

extension OracleAnswer.Found {
    init(_ result: LogQLResult) {
        func labels(_ labels: [SeriesLabel]) -> OracleEntry.Labels {
            var table: OracleEntry.Labels = [:]
            for label in labels { table[ByteString(label.name)] = ByteString(label.value) }
            return table
        }
        func series(_ series: [LogQLResult.Series]) -> Self {
            var table: [OracleEntry.Labels: [Int64: Double]] = [:]
            for one in series {
                for point in one.points {
                    table[labels(one.labels), default: [:]][point.nanoseconds] = point.value
                }
            }
            return .series(table)
        }
        switch result {
        case .entries(let entries):
            self = .entries(
                entries.map { entry in
                    let categories = [entry.streamLabels, entry.metadata, entry.parsedLabels]
                    return OracleAnswer.text(
                        entry.nanoseconds,
                        entry.line,
                        categories.map { labels($0) }
                    )
                }
            )
        case .matrix(let list), .vector(let list): self = series(list)
        case .scalar(let point): self = .series([[:]: [point.nanoseconds: point.value]])
        }
    }

    init(_ entries: [FoundEntry]) {
        func labels(_ labels: [StoredEntry.Label]) -> OracleEntry.Labels {
            var table: OracleEntry.Labels = [:]
            for label in labels { table[ByteString(label.name)] = ByteString(label.value) }
            return table
        }
        self = .entries(
            entries.map { entry in
                OracleAnswer.text(
                    entry.nanoseconds,
                    String(decoding: entry.line, as: UTF8.self),
                    [entry.stream, entry.metadata, entry.parsed].map { labels($0) }
                )
            }
        )
    }

    init(_ result: LogMetricResult, at time: Int64) {
        switch result {
        case .scalar(let value): self = .series([[:]: [time: value]])
        case .series(let series, let times):
            var table: [OracleEntry.Labels: [Int64: Double]] = [:]
            for one in series {
                var labels: OracleEntry.Labels = [:]
                for pair in one.labels.pairs {
                    labels[ByteString(pair.name)] = ByteString(pair.value)
                }
                for point in one.points {
                    table[labels, default: [:]][times[point.index]] = point.value
                }
            }
            self = .series(table)
        }
    }
}
