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
    /// The second of the end belongs to it up to its beginning.
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

    /// A time: up to ten digits are seconds, more are nanoseconds; decimals are seconds; or RFC 3339.
    func time(_ name: String) throws(HTTPFailure) -> Timestamp? {
        guard let text = fields.filled(name) else { return nil }
        let time: Timestamp?
        if text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
            let number = Int64(text)
            time = number.map {
                text.utf8.count > 10 ? Timestamp(nanoseconds: $0) : Timestamp(seconds: $0)
            }
        } else {
            // A raw `+` of a time zone has become a blank.
            time = Timestamp(text.replacing(" ", with: "+"))
        }
        guard let time else { throw invalid(name, "\(quoted(text)) is not a time") }
        return time
    }

    /// The length of an interval: a number of seconds, or a duration; nil if it was left out.
    func step() throws(HTTPFailure) -> Duration? {
        guard let text = fields.filled("step") else { return nil }
        let seconds = Double(text).map { $0.isFinite && $0.magnitude < 1e9 ? $0 : 0 }
        guard let step = seconds.map({ Duration.seconds($0) }) ?? GoDurationParameter.duration(text)
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
