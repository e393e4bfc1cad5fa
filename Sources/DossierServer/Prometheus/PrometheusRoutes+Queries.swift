internal import Dossier
internal import DossierPrimitives

extension PrometheusRoutes {
    /// More points than these are refused for each series, since a client can't show them.
    private static let pointCountMax = 11_000
    /// A result has at most this many warnings, and this many infos.
    static let noteCountMax = 10

    func query(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let query = PromQLQuery(
            parameters.text("query"),
            at: try parameters.time("time"),
            options: try options(parameters)
        )
        return try answer(query, parameters, request)
    }

    func queryRange(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let start = try parameters.requiredTime("start")
        let end = try parameters.requiredTime("end")
        guard end >= start else {
            throw HTTPFailure.invalid("end", "end timestamp must not be before start time")
        }
        let step = try parameters.duration("step")
        guard step > .zero else {
            let reason =
                "zero or negative query resolution step widths are not accepted. Try a positive"
                + " integer"
            throw HTTPFailure.invalid("step", reason)
        }
        guard step >= .milliseconds(1) else {
            throw HTTPFailure.invalid("step", "a step must be at least a millisecond")
        }
        guard (end - start) / step < Double(Self.pointCountMax + 1) else {
            throw HTTPFailure(
                400,
                "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the"
                    + " query resolution (?step=XX)",
                parameter: "step"
            )
        }
        let query = PromQLQuery(
            parameters.text("query"),
            range: start...end,
            step: step,
            options: try options(parameters)
        )
        return try answer(query, parameters, request)
    }

    private func options(_ parameters: PrometheusParameters) throws -> QueryOptions {
        var options = options
        if parameters.filled("lookback_delta") != nil {
            let lookback = try parameters.duration("lookback_delta")
            if lookback >= .milliseconds(1) { options.lookback = lookback }
        }
        return options
    }

    private func answer(
        _ query: PromQLQuery,
        _ parameters: PrometheusParameters,
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        let limit = try parameters.limit()
        let start = ContinuousClock.now
        let deadline = try parameters.timeout().map { start + $0 }
        let isOver: @Sendable () -> Bool = { deadline.map { $0 < ContinuousClock.now } ?? false }
        let cancellation = request.cancellation
        var result: QueryResult
        do {
            result = try HTTPFailure.translating("query") { () throws(DossierError) in
                try metrics(request).query(query) { cancellation.isCancelled || isOver() }
            }
        } catch let error as DossierError
            where error.code == .cancelled && !cancellation.isCancelled
        {
            throw HTTPFailure(503, "query timed out in expression evaluation")
        }
        if let limit { result = result.limited(to: limit) }
        result = result.limitingNotes(to: Self.noteCountMax)
        if parameters.filled("stats") != nil {
            result.evaluationTime = ContinuousClock.now - start
        }
        return .json { [result] writer in
            for part in result.jsonParts { try await writer.write(part) }
        }
    }

    func exemplars(_ request: HTTPRequest) throws -> HTTPResponse {
        let parameters = try PrometheusParameters(request)
        let window = try parameters.window()
        let times: ClosedRange<Timestamp>?
        switch window {
        case .always: times = nil
        case .times(let range): times = range
        case .never:
            throw HTTPFailure.invalid("end", "end timestamp must not be before start timestamp")
        }
        let query = PromQLQuery(parameters.text("query"), options: options)
        let listing = try HTTPFailure.translating("query") { () throws(DossierError) in
            try metrics(request).exemplars(of: query, in: times)
        }
        return .json(listing.json())
    }

    func formatQuery(_ request: HTTPRequest) throws -> HTTPResponse {
        let parsed = try parsed(request)
        return .prometheus { $0.string(parsed.formatted) }
    }

    func parseQuery(_ request: HTTPRequest) throws -> HTTPResponse {
        let parsed = try parsed(request)
        return .prometheus { $0.json(parsed.json()) }
    }

    private func parsed(_ request: HTTPRequest) throws -> ParsedPromQL {
        let text = try PrometheusParameters(request).text("query")
        return try HTTPFailure.translating("query") { () throws(DossierError) in
            try ParsedPromQL(text, options: options)
        }
    }

    /// The metrics of the stores that a request asks about.
    func metrics(_ request: HTTPRequest) -> MetricStores { MetricStores(of: request.stores) }
}

extension MetricStores {
    /// Those of a request, with a warning of each that lacks something.
    init(of stores: StoreSelection) {
        self.init(stores.files, warnings: stores.failures.map(\.message))
    }
}

extension HTTPResponse {
    /// A successful answer with some data.
    static func prometheus(
        warnings: [String] = [],
        _ data: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            json.key("data")
            data(&json)
            if !warnings.isEmpty { json.array("warnings", warnings) { $0.string($1) } }
        }
        return .json(json.takeBytes(endingLine: true))
    }
}
