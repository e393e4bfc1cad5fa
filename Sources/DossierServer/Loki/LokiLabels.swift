internal import Dossier
internal import DossierPrimitives

/// Labels and streams in Loki's API.
enum LokiLabels {
    static let routes: [Route] =
        LokiRoutes.routes("/loki/api/v1/labels", handler: names)
        + LokiRoutes.routes("/loki/api/v1/label", handler: names)
        + LokiRoutes.routes("/loki/api/v1/label/{name}/values", handler: values)
        + LokiRoutes.routes("/loki/api/v1/series", handler: series)
        + LokiRoutes.routes("/loki/api/v1/detected_labels", handler: detectedLabels)

    private static func names(
        _ parameters: LokiParameters,
        _: HTTPRequest
    ) throws -> HTTPResponse {
        let streams = try Self.streams(parameters, [parameters.selector()])
        let names = Set(streams.flatMap { $0.labels.map(\.name) }).sorted()
        return LokiRoutes.success(parameters) { $0.array(nil, names) { $0.string($1) } }
    }

    private static func values(
        _ parameters: LokiParameters,
        _ request: HTTPRequest
    ) throws -> HTTPResponse {
        let name = request.capture("name")
        let labels = try streams(parameters, [parameters.selector()]).flatMap(\.labels)
        let values = Set(labels.lazy.filter { $0.name == name }.map(\.value)).sorted()
        return LokiRoutes.success(parameters) { $0.array(nil, values) { $0.string($1) } }
    }

    private static func series(
        _ parameters: LokiParameters,
        _: HTTPRequest
    ) throws -> HTTPResponse {
        let streams = try Self.streams(parameters, parameters.selectors())
        return LokiRoutes.success(parameters) { json in
            json.array(nil, streams) { json, stream in
                json.object { json in
                    for label in stream.labels { json.string(label.name, label.value) }
                }
            }
        }
    }

    private static func detectedLabels(
        _ parameters: LokiParameters,
        _: HTTPRequest
    ) throws -> HTTPResponse {
        var values: [String: Set<String>] = [:]
        for stream in try streams(parameters, [parameters.selector()]) {
            for label in stream.labels { values[label.name, default: []].insert(label.value) }
        }
        return LokiRoutes.document { json in
            json.array("detectedLabels", values.sorted { $0.key < $1.key }) { json, label in
                json.object { json in
                    json.string("label", label.key)
                    json.integer("cardinality", label.value.count)
                }
            }
        }
    }

    private static func streams(
        _ parameters: LokiParameters,
        _ selectors: [LogStreamSelector]
    ) throws -> [LogStream] {
        let (start, end) = try parameters.window().open
        return try parameters.stores.streams(selectedBy: selectors, from: start, to: end)
    }
}
