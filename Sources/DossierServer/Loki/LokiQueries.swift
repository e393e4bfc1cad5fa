internal import Dossier
internal import DossierPrimitives

/// Queries of Loki's API.
enum LokiQueries {
    static let routes: [Route] =
        LokiRoutes.routes("/loki/api/v1/query_range", handler: queryRange)
        + LokiRoutes.routes("/loki/api/v1/query", handler: query)
        + LokiRoutes.routes("/loki/api/v1/format_query") { parameters, _ in
            let text = try parameters.expression().description
            return LokiRoutes.success(parameters) { $0.string(text) }
        }

    private static func queryRange(
        _ parameters: LokiParameters,
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        let window = try parameters.window()
        let isBackward = try parameters.isBackward()
        let interval = try parameters.interval()
        let limit = try parameters.count("limit", default: 100)
        let resolved = try window.resolved(in: parameters.stores)
        let step = try parameters.step(from: resolved.start, to: resolved.end)
        let expression = try parameters.expression()
        var times: LogQLTimes
        switch expression.purpose {
        case .log:
            times = LogQLTimes(start: window.open.start, end: window.open.end)
            times.limit = try parameters.entryCount()
            times.isBackward = isBackward
            times.interval = interval
        case .metrics where window.start == nil && window.end == nil:
            times = LogQLTimes(
                covering: Timestamp(
                    nanoseconds: resolved.start
                )...Timestamp(nanoseconds: resolved.end),
                step: step
            )
            times.limit = limit
        case .metrics:
            times = LogQLTimes(start: resolved.start, end: resolved.end, step: step)
        }
        return try response(of: expression, times, parameters, request)
    }

    private static func query(
        _ parameters: LokiParameters,
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        let time = try parameters.time()
        _ = try parameters.count("limit", default: 100)
        _ = try parameters.isBackward()
        let expression = try parameters.expression()
        guard expression.purpose == .metrics else {
            throw HTTPFailure(
                400,
                "log queries are not supported as an instant query type, please change your query"
                    + " to a range query type",
                parameter: "query"
            )
        }
        let times = LogQLTimes(start: time, end: time)
        return try response(of: expression, times, parameters, request)
    }

    private static func response(
        of expression: LogQLExpression,
        _ times: LogQLTimes,
        _ parameters: LokiParameters,
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        let result = try parameters.stores.result(of: expression, times)
        return .json(
            result.lokiJSON(
                categorizesLabels: request.categorizesLabels,
                warnings: parameters.warnings
            )
        )
    }
}

extension HTTPRequest {
    /// Whether labels are wanted by category.
    var categorizesLabels: Bool {
        headers.values("x-loki-response-encoding-flags").contains { field in
            field.split(separator: ",").contains {
                $0.filter { $0 != " " } == "categorize-labels"
            }
        }
    }
}
