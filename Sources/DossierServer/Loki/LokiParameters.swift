internal import Dossier

/// The parameters of a request to Loki's API.
struct LokiParameters {
    private static let entryLimit = 5000
    private static let pointLimit: Int64 = 11_000

    let form: FormFields
    let stores: LogStores
    private let selection: StoreSelection

    init(_ request: HTTPRequest) throws {
        form = try request.form()
        selection = request.stores
        stores = LogStores(request.stores.files, isCancelled: request.isCancelled)
    }

    /// What the user has to know of the stores that could not be read.
    var warnings: [String] {
        selection.failures.map(\.message)
            + stores.failuresByIndex.map { selection.failure(of: $0.index, $0.error).message }
    }

    // MARK: - Queries

    /// The LogQL expression of `query`.
    func expression() throws -> LogQLExpression {
        guard let text = form.filled("query") else {
            throw HTTPFailure(400, "the parameter query is missing", parameter: "query")
        }
        let check = LogQLCheck(of: text)
        if let expression = check.expression { return expression }
        throw HTTPFailure(400, check.lokiMessage, parameter: "query")
    }

    /// An expression for entries.
    func logExpression() throws -> LogQLExpression {
        let expression = try expression()
        guard expression.purpose == .log else {
            throw HTTPFailure(
                400,
                "only log queries are supported here, and this one makes series",
                parameter: "query"
            )
        }
        return expression
    }

    /// The selector of `query`, which may be left out.
    func selector() throws -> LogStreamSelector {
        try form.filled("query").map { try Self.selector($0) } ?? .all
    }

    /// The selectors of `match` and `match[]`, each once; without any all streams are selected.
    func selectors() throws -> [LogStreamSelector] {
        var selectors: [LogStreamSelector] = []
        for text in form.values("match") + form.values("match[]") where !text.isEmpty {
            let selector = try Self.selector(text)
            if !selectors.contains(selector) { selectors.append(selector) }
        }
        return selectors.isEmpty ? [.all] : selectors
    }

    private static func selector(_ text: String) throws -> LogStreamSelector {
        do {
            return try LogStreamSelector(parsing: text)
        } catch {
            let check = LogQLCheck(of: text)
            let message = check.problem == nil ? error.description : check.lokiMessage
            throw HTTPFailure(400, message, parameter: "query")
        }
    }

    // MARK: - Times

    func window() throws -> LokiWindow {
        try LokiWindow(form) { try stores.timeRange()?.endNanoseconds ?? 0 }
    }

    /// The time of an instant query: `time`, else the one after the last record.
    func time() throws -> Int64 {
        guard let text = form.filled("time") else {
            return try stores.timeRange()?.endNanoseconds ?? 0
        }
        guard let time = UnixTimeParameter.time(text) else {
            throw HTTPFailure(400, "could not parse 'time' parameter: \(text)", parameter: "time")
        }
        return Int64(clamping: time.nanoseconds)
    }

    /// The nanoseconds of `step`, by default a 250th of the window in whole seconds.
    func step(from start: Int64, to end: Int64) throws -> Int64 {
        let (length, overflow) = end.subtractingReportingOverflow(start)
        let span = overflow ? Int64.max : length
        let step: Int64
        if let text = form.filled("step") {
            guard let given = Self.duration(text) else {
                throw HTTPFailure(400, "cannot parse step \(text) to a duration", parameter: "step")
            }
            step = given
        } else {
            step = max(1, span / 250_000_000_000) * 1_000_000_000
        }
        guard step > 0 else {
            throw HTTPFailure(
                400,
                "zero or negative query resolution step widths are not accepted."
                    + " Try a positive integer",
                parameter: "step"
            )
        }
        guard span / step <= Self.pointLimit else {
            throw HTTPFailure(
                400,
                "exceeded maximum resolution of \(Self.pointLimit) points per time series."
                    + " Try increasing the value of the step parameter",
                parameter: "step"
            )
        }
        return step
    }

    /// The nanoseconds of `interval`.
    func interval() throws -> Int64 {
        guard let text = form.filled("interval") else { return 0 }
        guard let interval = Self.duration(text) else {
            throw HTTPFailure(400, "cannot parse interval \(text)", parameter: "interval")
        }
        guard interval >= 0 else {
            throw HTTPFailure(400, "interval must be >= 0", parameter: "interval")
        }
        return interval
    }

    /// The nanoseconds of a duration.
    static func duration(_ text: String) -> Int64? {
        PrometheusDurationParameter.duration(text).map { Int64(clamping: $0.nanoseconds) }
    }

    // MARK: - Counts

    /// A count above 0, such as `limit`, that fits 32 bits.
    func count(_ name: String, default standard: Int) throws -> Int {
        guard let text = form.filled(name) else { return standard }
        guard let count = Int64(text) else {
            throw HTTPFailure(400, "\(name) is not a number: \(text)", parameter: name)
        }
        guard count > 0 else {
            throw HTTPFailure(400, "\(name) must be a positive value", parameter: name)
        }
        guard count <= UInt32.max else {
            throw HTTPFailure(400, "\(name) is above \(UInt32.max)", parameter: name)
        }
        return Int(count)
    }

    /// A count of entries.
    func entryCount(_ name: String = "limit") throws -> Int {
        let count = try self.count(name, default: 100)
        guard count <= Self.entryLimit else {
            throw HTTPFailure(
                400,
                "max entries limit per query exceeded, \(name) > max_entries_limit_per_query"
                    + " (\(count) > \(Self.entryLimit))",
                parameter: name
            )
        }
        return count
    }

    /// Whether `direction` says that the newest entries come first.
    func isBackward() throws -> Bool {
        switch form.filled("direction")?.lowercased() {
        case nil, "backward": return true
        case "forward": return false
        case let text?:
            throw HTTPFailure(
                400,
                "invalid direction '\(text)'; it must be forward or backward",
                parameter: "direction"
            )
        }
    }
}

extension LogQLCheck {
    /// What is wrong, in the words of Loki.
    fileprivate var lokiMessage: String {
        guard let problem else { return "the query can't be evaluated" }
        let advice = problem.advice.map { "; \($0)" } ?? ""
        guard !selectsEverything else {
            return "parse error : queries require at least one regexp or equality matcher that does"
                + " not have an empty-compatible value\(advice)"
        }
        return verdict == .parseError
            ? "parse error at line \(problem.line), col \(problem.column):"
                + " \(problem.message)\(advice)"
            : "parse error : \(problem.message)\(advice)"
    }
}
