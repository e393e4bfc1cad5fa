internal import Dossier
internal import DossierPrimitives

/// Fields and patterns of entries, in Loki's API.
enum LokiFields {
    static let routes: [Route] =
        LokiRoutes.routes("/loki/api/v1/detected_fields", handler: detectedFields)
        + LokiRoutes.routes("/loki/api/v1/detected_field/{name}/values", handler: values)
        + LokiRoutes.routes("/loki/api/v1/patterns", handler: patterns)

    private static let limitDefault = 1000

    private static func detectedFields(
        _ parameters: LokiParameters,
        _: HTTPRequest
    ) throws -> HTTPResponse {
        let limit = try parameters.count("limit", default: limitDefault)
        let fields = try Self.fields(parameters, limit: limit)
        return LokiRoutes.document { json in
            json.array("fields", fields) { json, field in
                json.object { json in
                    json.string("label", field.name)
                    json.string("type", field.kind.rawValue)
                    json.integer("cardinality", field.values.count)
                    if field.parsers.isEmpty {
                        json.key("parsers")
                        json.null()
                    } else {
                        json.array("parsers", field.parsers) { $0.string($1.rawValue) }
                    }
                }
            }
            json.integer("limit", limit)
        }
    }

    private static func values(
        _ parameters: LokiParameters,
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        let limit = try parameters.count("limit", default: limitDefault)
        let name = request.capture("name")
        let field = try fields(parameters, limit: .max).first { $0.name == name }
        return LokiRoutes.document { json in
            json.array("values", field?.values.prefix(limit) ?? []) { $0.string($1) }
            json.integer("limit", limit)
        }
    }

    /// The fields of the newest entries.
    private static func fields(
        _ parameters: LokiParameters,
        limit: Int
    ) throws -> [LogField] {
        let (start, end) = try parameters.window().open
        var times = LogQLTimes(start: start, end: end)
        times.limit = try parameters.entryCount("line_limit")
        return try parameters.stores.fields(of: parameters.logExpression(), times, limit: limit)
    }

    private static func patterns(
        _ parameters: LokiParameters,
        _: HTTPRequest
    ) throws -> HTTPResponse {
        let window = try parameters.window()
        let (start, end) = try window.resolved(in: parameters.stores)
        let step = try parameters.step(from: start, to: end)
        let expression = try parameters.logExpression()
        // A window that is empty has no patterns.
        let patterns =
            start < end
            ? try parameters.stores.patterns(
                of: expression,
                since: Timestamp(nanoseconds: start),
                until: Timestamp(nanoseconds: end),
                step: .nanoseconds(step)
            ) : []
        return LokiRoutes.success(parameters) { json in
            json.array(nil, patterns) { json, pattern in
                json.object { json in
                    json.string("pattern", pattern.pattern)
                    json.string("level", pattern.level?.rawValue ?? "unknown")
                    json.array("samples", pattern.counts) { json, count in
                        json.beginArray()
                        json.integer(count.start.nanoseconds / 1_000_000_000)
                        json.integer(count.recordCount)
                        json.endArray()
                    }
                }
            }
        }
    }
}
