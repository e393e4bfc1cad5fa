import Dossier
import DossierStore
import TestSupport

/// A store of dumps that a test writes, and its reader.
struct QueryFixture {
    static let trace = "0a000000000000000000000000000001"
    static let otherTrace = "0a000000000000000000000000000002"

    private let folder = TemporaryFolder()
    private var path: String { folder.file("incident.dossier") }

    /// Ingests a dump; each call is a commit of its own.
    func ingest(_ name: String, _ dump: String) throws {
        _ = try Ingestion(store: path).run([folder.write(name, dump)])
    }

    func compact() throws { try Compaction(store: path).run() }

    func reader() throws -> StoreReader { try StoreReader(path: path) }

    /// A request with the spans of a service.
    static func spans(service: String?, _ spans: [String]) -> String {
        #"{"resourceSpans":[{"resource":\#(resource(service)),"scopeSpans":[{"spans":["#
            + spans.joined(separator: ",") + "]}]}]}\n"
    }

    /// A request with the log records of a service.
    static func logs(service: String?, _ records: [String]) -> String {
        #"{"resourceLogs":[{"resource":\#(resource(service)),"scopeLogs":[{"logRecords":["#
            + records.joined(separator: ",") + "]}]}]}\n"
    }

    /// A request with gauges of a service.
    static func gauges(service: String?, _ points: [(name: String, points: [String])]) -> String {
        let metrics = points.map { metric in
            #"{"name":"\#(metric.name)","gauge":{"dataPoints":["#
                + metric.points.joined(separator: ",") + "]}}"
        }
        return
            #"{"resourceMetrics":[{"resource":\#(resource(service)),"scopeMetrics":[{"metrics":["#
            + metrics.joined(separator: ",") + "]}]}]}\n"
    }

    /// A list of attributes with strings.
    static func attributes(_ pairs: [(String, String)]) -> String {
        let members = pairs.map { #"{"key":"\#($0)","value":{"stringValue":"\#($1)"}}"# }
        return "[\(members.joined(separator: ","))]"
    }

    private static func resource(_ service: String?) -> String {
        let pairs = service.map { [("service.name", $0), ("service.instance.id", "\($0)-1")] }
        return #"{"attributes":\#(attributes(pairs ?? []))}"#
    }
}
