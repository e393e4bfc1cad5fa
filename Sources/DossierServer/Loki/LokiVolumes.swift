internal import Dossier
internal import DossierPrimitives

/// How much there is of streams, in Loki's API.
enum LokiVolumes {
    static let routes: [Route] =
        LokiRoutes.routes("/loki/api/v1/index/stats") { parameters, _ in
            let (start, end) = try parameters.window().open
            let streams = try parameters.stores.streams(
                selectedBy: [parameters.selector()],
                from: start,
                to: end,
                measuringLines: true
            )
            return LokiRoutes.document { json in
                json.integer("streams", streams.count)
                json.integer("chunks", streams.reduce(0) { $0 + $1.blockCount })
                json.integer("bytes", streams.reduce(0) { $0 + $1.byteCount })
                json.integer("entries", streams.reduce(0) { $0 + $1.entryCount })
            }
        }
        + LokiRoutes.routes("/loki/api/v1/index/volume") { parameters, _ in
            try volume(parameters, isRange: false)
        }
        + LokiRoutes.routes("/loki/api/v1/index/volume_range") { parameters, _ in
            try volume(parameters, isRange: true)
        }

    private static func volume(
        _ parameters: LokiParameters,
        isRange: Bool
    ) throws -> HTTPResponse {
        let aggregation = try VolumeAggregation(parameters)
        let limit = try parameters.count("limit", default: 100)
        let (start, end) = try parameters.window().resolved(in: parameters.stores)
        let step = isRange ? try parameters.step(from: start, to: end) : nil
        let streams = try parameters.stores.streams(
            selectedBy: [aggregation.selector],
            from: start,
            to: end,
            step: step,
            measuringLines: true
        )
        let volumes = aggregation.volumes(of: streams).prefix(limit)
        return LokiRoutes.success(parameters) { json in
            json.object { json in
                json.string("resultType", isRange ? "matrix" : "vector")
                json.array("result", volumes) { json, volume in
                    json.object { json in
                        json.object("metric") { json in
                            for label in volume.labels { json.string(label.name, label.value) }
                        }
                        if let step {
                            json.array("values", volume.byteCounts.sorted { $0.key < $1.key }) {
                                // The times of log records, so that what wraps around comes back.
                                $0.point(start &+ Int64($1.key) &* step, $1.value)
                            }
                        } else {
                            json.key("value")
                            json.point(end, volume.total)
                        }
                    }
                }
                json.object("stats") { _ in }
            }
        }
    }
}

/// What volumes are summed by: labels of some names, or the names alone.
private struct VolumeAggregation {
    struct Volume {
        let labels: [SeriesLabel]
        /// By the number of the stretch.
        var byteCounts: [Int: Int]

        var total: Int { byteCounts.values.reduce(0, +) }
    }

    let selector: LogStreamSelector
    /// The names of labels that count; nil for all.
    private let names: Set<String>?
    private let isByName: Bool

    init(_ parameters: LokiParameters) throws {
        switch parameters.form.filled("aggregateBy") {
        case nil, "series": isByName = false
        case "labels": isByName = true
        default:
            throw HTTPFailure(
                400,
                "invalid aggregation option; aggregateBy must be series or labels",
                parameter: "aggregateBy"
            )
        }
        let selector = try parameters.selector()
        let targets = (parameters.form.filled("targetLabels") ?? "").split(separator: ",")
            .map { String($0.filter { $0 != " " }) }
        self.selector = selector.requiring(targets)
        let wanted = targets.isEmpty ? selector.labelNames : targets
        names = wanted.isEmpty ? nil : Set(wanted)
    }

    /// The largest first.
    func volumes(of streams: [LogStream]) -> [Volume] {
        var volumes: [[SeriesLabel]: Volume] = [:]
        for stream in streams {
            let labels = stream.labels.filter { names?.contains($0.name) ?? true }
            let groups =
                isByName ? labels.map { [SeriesLabel(name: $0.name, value: "")] } : [labels]
            let byteCounts = stream.stretches.mapValues(\.byteCount)
            for group in groups {
                volumes[group, default: Volume(labels: group, byteCounts: [:])]
                    .byteCounts.merge(byteCounts, uniquingKeysWith: +)
            }
        }
        return volumes.values.map { (volume: $0, total: $0.total) }.sorted { left, right in
            if left.total != right.total { return left.total > right.total }
            return left.volume.labels.lexicographicallyPrecedes(right.volume.labels) {
                ($0.name, $0.value) < ($1.name, $1.value)
            }
        }.map(\.volume)
    }
}

extension JSONWriter {
    /// A time and a whole number, as samples have them.
    fileprivate mutating func point(_ nanoseconds: Int64, _ value: Int) {
        beginArray()
        let milliseconds = nanoseconds / 1_000_000
        if milliseconds % 1000 == 0 {
            integer(milliseconds / 1000)
        } else {
            double(Double(milliseconds) / 1000)
        }
        string(String(value))
        endArray()
    }
}
