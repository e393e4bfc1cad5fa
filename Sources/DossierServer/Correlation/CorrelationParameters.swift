internal import Dossier

/// Reads parameters; an empty text counts as left out, an empty number or time is refused.
struct CorrelationParameters {
    let fields: FormFields

    init(_ fields: FormFields) {
        self.fields = fields
    }

    /// Refuses parameters that would be ignored.
    func refuseOthers(than names: [String]) throws(HTTPFailure) {
        guard let other = fields.all.first(where: { !names.contains($0.name) }) else { return }
        throw HTTPFailure(
            400,
            "unknown parameter; "
                + (names.isEmpty
                    ? "this path has no parameters" : "known: \(names.joined(separator: ", "))"),
            parameter: other.name
        )
    }

    /// A whole number of a range.
    func count(_ name: String, in range: ClosedRange<Int>) throws(HTTPFailure) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(name, expected) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    func flag(_ name: String) throws(HTTPFailure) -> Bool? {
        try value(name, "true or false") { GoBooleanParameter.value($0) }
    }

    /// RFC 3339, a date, or a number since the Unix epoch.
    func time(_ name: String) throws(HTTPFailure) -> Timestamp? {
        try value(name, "a time such as 2023-01-30T11:50:00Z") {
            Timestamp(RFC3339Parameter.restoringPlus($0))
        }
    }

    /// A duration with its unit, such as `250ms` or `1.5s`.
    func duration(_ name: String) throws(HTTPFailure) -> Duration? {
        try value(name, "a duration such as 250ms, 1.5s or 2m") { text in
            GoDurationParameter.duration(text).flatMap { $0 >= .zero ? $0 : nil }
        }
    }

    private func value<Value>(
        _ name: String,
        _ expected: String,
        _ parse: (String) -> Value?
    ) throws(HTTPFailure) -> Value? {
        guard let text = fields[name] else { return nil }
        guard let value = parse(text) else {
            throw HTTPFailure(400, "\(name) must be \(expected)", parameter: name)
        }
        return value
    }

    /// Pairs of `KEY=VALUE`; the key has no `=`, the value may.
    func attributes(_ name: String) throws(HTTPFailure) -> [(key: String, value: String)] {
        var pairs: [(key: String, value: String)] = []
        for text in fields.values(name) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw HTTPFailure(400, "\(name) must be KEY=VALUE", parameter: name)
            }
            pairs.append((String(parts[0]), String(parts[1])))
        }
        return pairs
    }

    /// A TraceQL query that finds spans; all spans if it is left out.
    func expression(_ name: String) throws(HTTPFailure) -> TraceQLExpression {
        do {
            let expression = try TraceQLExpression(parsing: fields.filled(name) ?? "{ }")
            guard expression.purpose == .search else {
                throw HTTPFailure(
                    400,
                    "the query makes series; a query that finds traces is needed"
                )
            }
            return expression
        } catch {
            let message = (error as? HTTPFailure)?.message ?? "\(error)"
            throw HTTPFailure(400, message, parameter: name)
        }
    }
}
