internal import Dossier
internal import DossierPrimitives

/// Parameters as Tempo's paths have them.
struct TempoParameters {
    let fields: FormFields

    init(_ request: HTTPRequest) {
        fields = request.query
    }

    /// The text of a query: `q`, or `query`.
    var query: String? { fields.filled("q") ?? fields.filled("query") }

    // MARK: - Numbers

    /// A number above zero; nil if it was left out.
    func count(_ name: String) throws(HTTPFailure) -> Int? {
        guard let count = try number(name) else { return nil }
        guard count > 0 else { throw invalid(name, "must be a positive number") }
        return count
    }

    /// A number that is not negative; nil if it was left out.
    func number(_ name: String) throws(HTTPFailure) -> Int? {
        guard let text = fields.filled(name) else { return nil }
        guard let number = Int(text), number <= Int(UInt32.max) else {
            throw invalid(name, "\(quoted(text)) is not a number")
        }
        guard number >= 0 else { throw invalid(name, "must be a non-negative number") }
        return number
    }

    /// A number of things; nil for no limit, which 0 stands for.
    func limit(_ name: String) throws(HTTPFailure) -> Int? {
        let number = try number(name)
        return number == 0 ? nil : number
    }

    /// A duration such as `1.5s`; nil if it was left out.
    func duration(_ name: String) throws(HTTPFailure) -> Duration? {
        guard let text = fields.filled(name) else { return nil }
        guard let duration = GoDurationParameter.duration(text), duration >= .zero else {
            throw invalid(name, "\(quoted(text)) is not a duration such as 1.5s or 100ms")
        }
        return duration
    }

    // MARK: - Times

    /// The times `start` to `end`, in seconds; nil if both were left out.
    ///
    /// The window ends with the beginning of the last second.
    func window() throws(HTTPFailure) -> ClosedRange<Timestamp>? {
        let start = try seconds("start")
        let end = try seconds("end")
        if start == nil, end == nil { return nil }
        guard let end, start ?? 0 < end else {
            throw HTTPFailure(
                400,
                "http parameter start must be before end. received start=\(start ?? 0)"
                    + " end=\(end ?? 0)",
                parameter: "start"
            )
        }
        return Timestamp(seconds: start ?? 0)...Timestamp(seconds: end)
    }

    private func seconds(_ name: String) throws(HTTPFailure) -> Int64? {
        guard let text = fields.filled(name) else { return nil }
        guard let seconds = UInt32(text) else {
            throw invalid(name, "\(quoted(text)) is not a number of seconds since 1970")
        }
        return seconds == 0 ? nil : Int64(seconds)
    }

    /// A time in seconds, nanoseconds or RFC 3339; nil if it was left out.
    func time(_ name: String) throws(HTTPFailure) -> Timestamp? {
        guard let text = fields.filled(name) else { return nil }
        guard let time = UnixTimeParameter.time(text) else {
            throw invalid(name, "\(quoted(text)) is not a time")
        }
        return time
    }

    /// The length of an interval: a number of seconds, or a duration; nil if it was left out.
    func step() throws(HTTPFailure) -> Duration? {
        guard let text = fields.filled("step") else { return nil }
        guard let step = SecondsParameter.duration(text) ?? GoDurationParameter.duration(text)
        else { throw invalid("step", "\(quoted(text)) is neither a number nor a duration") }
        guard step > .zero else { throw invalid("step", "step must be positive") }
        return step
    }

    // MARK: - Failures

    func invalid(_ name: String, _ reason: String) -> HTTPFailure {
        HTTPFailure(400, "invalid \(name): \(reason)", parameter: name)
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }
}
