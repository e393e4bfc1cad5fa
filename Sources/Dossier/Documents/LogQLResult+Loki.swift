internal import DossierPrimitives

extension LogQLResult {
    /// The response of `/loki/api/v1/query` and `/loki/api/v1/query_range` of Loki's HTTP API, with
    /// empty statistics.
    ///
    /// - Parameters:
    ///   - categorizesLabels: Whether streams have the labels of the stream only, and each entry its
    ///     own others, as for the header `X-Loki-Response-Encoding-Flags:
    ///     categorize-labels`; else entries with the same labels are a stream.
    ///   - warnings: What the user has to know of the result.
    /// - Returns: The document, on one line.
    public func lokiJSON(categorizesLabels: Bool = false, warnings: [String] = []) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("status", "success")
            if !warnings.isEmpty { json.array("warnings", warnings) { $0.string($1) } }
            json.object("data") { json in
                json.string("resultType", resultType)
                if categorizesLabels {
                    json.array("encodingFlags", ["categorize-labels"]) { $0.string($1) }
                }
                writeResult(to: &json, categorizesLabels)
                json.object("stats") { _ in }
            }
        }
        return json.takeBytes(endingLine: true)
    }

    /// A message of `/loki/api/v1/tail`: new entries, and some that were left out.
    ///
    /// - Parameters:
    ///   - entries: The new entries.
    ///   - dropped: Entries that are named without their lines.
    ///   - droppedCount: How many were left out, named or not.
    ///   - categorizesLabels: As for ``lokiJSON(categorizesLabels:warnings:)``.
    /// - Returns: The document, without a line end.
    public static func lokiTailJSON(
        _ entries: [Entry],
        dropped: [Entry] = [],
        droppedCount: Int = 0,
        categorizesLabels: Bool = false
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.streams("streams", entries, categorizesLabels)
            if droppedCount > 0 {
                json.array("dropped_entries", dropped) { json, entry in
                    json.object { json in
                        json.string("timestamp", "\(entry.nanoseconds)")
                        json.labels("labels", entry.streamLabels)
                    }
                }
                json.integer("dropped_count", droppedCount)
            }
            if categorizesLabels {
                json.array("encodingFlags", ["categorize-labels"]) { $0.string($1) }
            }
        }
        return json.takeBytes()
    }

    private var resultType: String {
        switch self {
        case .entries: "streams"
        case .matrix: "matrix"
        case .vector: "vector"
        case .scalar: "scalar"
        }
    }

    private func writeResult(to json: inout JSONWriter, _ categorizesLabels: Bool) {
        switch self {
        case .entries(let entries): json.streams("result", entries, categorizesLabels)
        case .matrix(let series):
            json.array("result", series) { json, one in
                json.object { json in
                    json.labels("metric", one.labels)
                    json.array("values", one.points) { $0.point($1) }
                }
            }
        case .vector(let series):
            json.array("result", series) { json, one in
                json.object { json in
                    json.labels("metric", one.labels)
                    if let point = one.points.first {
                        json.key("value")
                        json.point(point)
                    }
                }
            }
        case .scalar(let point):
            json.key("result")
            json.point(point)
        }
    }
}

/// Entries with the same labels.
private struct LokiStream {
    var labels: [SeriesLabel]
    var entries: [LogQLResult.Entry]

    /// The streams in the order of their labels.
    static func all(of entries: [LogQLResult.Entry], _ categorizesLabels: Bool) -> [LokiStream] {
        var streams: [[SeriesLabel]: [LogQLResult.Entry]] = [:]
        for entry in entries {
            let labels = categorizesLabels ? entry.streamLabels : entry.allLabels
            streams[labels, default: []].append(entry)
        }
        return streams.map { LokiStream(labels: $0.key, entries: $0.value) }.sorted {
            $0.labels.lexicographicallyPrecedes($1.labels) { left, right in
                (left.name, left.value) < (right.name, right.value)
            }
        }
    }
}

extension LogQLResult.Entry {
    /// The labels of all categories, in the order of their names.
    fileprivate var allLabels: [SeriesLabel] {
        (streamLabels + metadata + parsedLabels).sorted { $0.name < $1.name }
    }
}

extension JSONWriter {
    fileprivate mutating func streams(
        _ name: String,
        _ entries: [LogQLResult.Entry],
        _ categorizesLabels: Bool
    ) {
        array(name, LokiStream.all(of: entries, categorizesLabels)) { json, stream in
            json.object { json in
                json.labels("stream", stream.labels)
                json.array("values", stream.entries) { $0.entry($1, categorizesLabels) }
            }
        }
    }

    fileprivate mutating func entry(_ entry: LogQLResult.Entry, _ categorizesLabels: Bool) {
        beginArray()
        string("\(entry.nanoseconds)")
        string(entry.line)
        if categorizesLabels {
            object { json in
                if !entry.metadata.isEmpty { json.labels("structuredMetadata", entry.metadata) }
                if !entry.parsedLabels.isEmpty { json.labels("parsed", entry.parsedLabels) }
            }
        }
        endArray()
    }

    fileprivate mutating func labels(_ name: String, _ labels: [SeriesLabel]) {
        object(name) { json in
            for label in labels { json.string(label.name, label.value) }
        }
    }

    fileprivate mutating func point(_ point: LogQLResult.Point) {
        sample(point.nanoseconds / 1_000_000, point.value)
    }
}
