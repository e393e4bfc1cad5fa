internal import DossierColumns
internal import DossierOTLPWriting
internal import DossierPrimitives
internal import DossierQuery

/// The times that the document of a trace has for its spans.
struct TraceDocumentTimes {
    private let selfTimes: [UInt64?]
    private let path: CriticalPathTimes
    /// By resource.
    private let serviceNames: [[UInt8]?]

    init(_ rows: TraceRows, serviceNames: [[UInt8]?]) {
        self.serviceNames = serviceNames
        let intervals = rows.intervals
        selfTimes = intervals.selfTimes
        path = intervals.criticalPath
    }

    /// Writes the members of a span; spans are numbered without duplicates.
    func write(_ span: Int, to json: inout JSONWriter) {
        if let time = selfTimes[span] {
            json.key("self_time_nano")
            json.integer(time)
        }
        json.key("critical_path_nano")
        json.integer(path.times[span])
    }

    /// Writes the member `critical_path` of the document.
    func writeCriticalPath(of rows: TraceRows, to json: inout JSONWriter) {
        json.key("critical_path")
        json.beginObject()
        json.key("duration_nano")
        json.integer(path.total)
        json.key("unattributed_nano")
        json.integer(path.unattributed)
        json.key("services")
        json.beginArray()
        for (service, time) in services(of: rows) {
            json.beginObject()
            if let service {
                json.key("service")
                json.string(service[...])
            }
            json.key("nano")
            json.integer(time)
            json.key("share")
            json.double(bits: (Double(time) / Double(path.total)).bitPattern)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    /// The time of each service on the path, the longest first.
    private func services(of rows: TraceRows) -> [(service: [UInt8]?, time: UInt64)] {
        var times: [[UInt8]?: UInt64] = [:]
        let own = rows.spans.places.filter { !rows.duplicates.contains($0) }
        for (place, time) in zip(own, path.times) where time > 0 {
            let resource = rows.spans.word(SpanColumn.resource, at: place)
            let service = resource < serviceNames.count ? serviceNames[Int(resource)] : nil
            times[service, default: 0] += time
        }
        return times.map { ($0.key, $0.value) }.sorted { one, other in
            one.1 != other.1
                ? one.1 > other.1 : (one.0 ?? []).lexicographicallyPrecedes(other.0 ?? [])
        }
    }
}
