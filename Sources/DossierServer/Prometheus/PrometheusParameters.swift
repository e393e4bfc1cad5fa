internal import Dossier

/// The parameters of Prometheus' API; an empty one counts as missing, unless it is required.
struct PrometheusParameters {
    private let form: FormFields

    init(_ request: HTTPRequest) throws(HTTPFailure) {
        form = try request.form()
    }

    /// A text; empty if it is missing.
    func text(_ name: String) -> String { form[name] ?? "" }

    func filled(_ name: String) -> String? { form.filled(name) }

    func texts(_ name: String) -> [String] { form.values(name) }

    /// A time that may be missing.
    func time(_ name: String) throws(HTTPFailure) -> Timestamp? {
        guard form.filled(name) != nil else { return nil }
        return try requiredTime(name)
    }

    /// Unix seconds with decimals, or RFC 3339.
    func requiredTime(_ name: String) throws(HTTPFailure) -> Timestamp {
        let text = text(name)
        guard let time = Self.time(text) else {
            throw .invalid(name, "cannot parse \"\(text)\" to a valid timestamp")
        }
        return time
    }

    /// Seconds with decimals, or units such as `1h30m`.
    func duration(_ name: String) throws(HTTPFailure) -> Duration {
        let text = text(name)
        guard let duration = PrometheusDurationParameter.duration(text) else {
            throw .invalid(name, "cannot parse \"\(text)\" to a valid duration")
        }
        return duration
    }

    /// How long a query may take, if a client says.
    func timeout() throws(HTTPFailure) -> Duration? {
        guard form.filled("timeout") != nil else { return nil }
        return try duration("timeout")
    }

    /// A number of things; nil for no limit.
    func limit(_ name: String = "limit") throws(HTTPFailure) -> Int? {
        guard let text = form.filled(name) else { return nil }
        guard let limit = Int(text) else { throw .invalid(name, "\"\(text)\" is not a number") }
        guard limit >= 0 else { throw .invalid(name, "limit must be non-negative") }
        return limit == 0 ? nil : limit
    }

    func flag(_ name: String) throws(HTTPFailure) -> Bool {
        guard let text = form.filled(name) else { return false }
        guard let flag = GoBooleanParameter.value(text) else {
            throw .invalid(name, "\"\(text)\" is neither true nor false")
        }
        return flag
    }

    /// From `start` to `end`, each of which may be missing.
    enum Window {
        case always
        case times(ClosedRange<Timestamp>)
        /// It ends before it starts.
        case never
    }

    func window() throws(HTTPFailure) -> Window {
        let start = try time("start")
        let end = try time("end")
        guard start != nil || end != nil else { return .always }
        let first = start ?? Timestamp(milliseconds: .min)
        let last = end ?? Timestamp(milliseconds: .max)
        return first <= last ? .times(first...last) : .never
    }

    private static func time(_ text: String) -> Timestamp? {
        guard let seconds = SecondsParameter.number(text) else {
            return RFC3339Parameter.time(text)
        }
        guard seconds.isFinite else { return nil }
        let whole = seconds.rounded(.towardZero)
        let fraction = ((seconds - whole) * 1000).rounded()
        return Int64(exactly: whole * 1000 + fraction).map { Timestamp(milliseconds: $0) }
    }
}
