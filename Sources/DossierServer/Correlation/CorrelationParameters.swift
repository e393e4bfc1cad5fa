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
                    ? "none is known here" : "known: \(names.joined(separator: ", "))"),
            parameter: other.name
        )
    }

    /// A whole number of a range.
    func count(_ name: String, in range: ClosedRange<Int>) throws(HTTPFailure) -> Int? {
        guard let text = fields[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw HTTPFailure(
                400,
                "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)",
                parameter: name
            )
        }
        return number
    }

    func flag(_ name: String) throws(HTTPFailure) -> Bool? {
        guard let text = fields[name] else { return nil }
        guard let flag = GoBooleanParameter.value(text) else {
            throw HTTPFailure(400, "\(name) is true or false", parameter: name)
        }
        return flag
    }

    /// RFC 3339, a date, or a number since the Unix epoch; a `+` that was not escaped arrives as a
    /// blank.
    func time(_ name: String) throws(HTTPFailure) -> Timestamp? {
        guard let text = fields[name]?.replacing(" ", with: "+") else { return nil }
        guard let time = Timestamp(text) else {
            throw HTTPFailure(
                400,
                "\(name) is a time such as 2023-01-30T11:50:00Z",
                parameter: name
            )
        }
        return time
    }

    /// A duration with its unit, such as `250ms` or `1.5s`.
    func duration(_ name: String) throws(HTTPFailure) -> Duration? {
        guard let text = fields[name] else { return nil }
        guard let duration = GoDurationParameter.duration(text), duration >= .zero else {
            throw HTTPFailure(
                400,
                "\(name) is a duration such as 250ms, 1.5s or 2m",
                parameter: name
            )
        }
        return duration
    }

    /// Pairs of `KEY=VALUE`; the key has no `=`, the value may.
    func attributes(_ name: String) throws(HTTPFailure) -> [(key: String, value: String)] {
        var pairs: [(key: String, value: String)] = []
        for text in fields.values(name) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw HTTPFailure(400, "\(name) is KEY=VALUE", parameter: name)
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
                throw HTTPFailure(400, "the query makes series; here it finds traces")
            }
            return expression
        } catch {
            let message = (error as? HTTPFailure)?.message ?? "\(error)"
            throw HTTPFailure(400, message, parameter: name)
        }
    }
}
