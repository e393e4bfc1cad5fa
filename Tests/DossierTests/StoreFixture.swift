import Dossier
import TestSupport

/// A folder with a store and the dumps that go into it.
struct StoreFixture {
    let folder = TemporaryFolder()

    var store: String { folder.file("incident.dossier") }

    @discardableResult
    func ingest(_ inputs: [String], into store: String? = nil, force: Bool = false) throws
        -> IngestReport
    {
        var ingestion = Ingestion(store: store ?? self.store)
        ingestion.force = force
        return try ingestion.run(inputs)
    }

    /// Writes a dump and ingests it.
    @discardableResult
    func ingest(_ name: String, _ bytes: some Collection<UInt8>) throws -> IngestReport {
        try ingest([folder.write(name, bytes)])
    }

    func open() throws -> DossierFile { try DossierFile(store) }

    /// The telemetry that a store exports, read by the plain parser.
    func items(in store: String? = nil, of trace: TraceID? = nil) throws -> [String] {
        telemetryItems(try documents(in: store, of: trace))
    }

    func documents(in store: String? = nil, of trace: TraceID? = nil) throws -> [JSON] {
        try JSON.lines(export(in: store, of: trace))
    }

    func export(in store: String? = nil, of trace: TraceID? = nil) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try DossierFile(store ?? self.store).export(Signal.allCases, trace: trace) { bytes += $1 }
        return bytes
    }

    func rejected() throws -> [RejectedInput] {
        var rejected: [RejectedInput] = []
        try open().rejected { rejected.append($0) }
        return rejected
    }

    func damage(in store: String? = nil) throws -> [String] {
        try DossierFile(store ?? self.store).verify().damage.map(\.description)
    }

    /// Copies the store as it is; returns the copy's path.
    func copyStore() -> String {
        folder.write("copy.dossier", folder.read("incident.dossier"))
    }
}

/// A synthetic incident as the dumps of its three signals.
struct IncidentDump {
    let ground: SyntheticIncident.Ground
    private(set) var traces: [UInt8] = []
    private(set) var logs: [UInt8] = []
    private(set) var metrics: [UInt8] = []

    init(seed: UInt64 = 7, traceCount: Int = 40, serviceCount: Int = 4) {
        let incident = SyntheticIncident(
            seed: seed,
            traceCount: traceCount,
            serviceCount: serviceCount
        )
        var bytes: [Signal: [UInt8]] = [:]
        ground = incident.write { bytes[$0, default: []] += $1 }
        traces = bytes[.traces] ?? []
        logs = bytes[.logs] ?? []
        metrics = bytes[.metrics] ?? []
    }

    var signals: [[UInt8]] { [traces, logs, metrics] }

    /// Everything in it, as the plain parser reads it.
    func items() throws -> [String] { telemetryItems(try documents()) }

    func documents() throws -> [JSON] { try JSON.lines(traces + logs + metrics) }

    /// Writes the three dumps into a folder; returns their paths.
    func write(to folder: TemporaryFolder, prefix: String = "") -> [String] {
        [
            folder.write("\(prefix)traces.jsonl", traces),
            folder.write("\(prefix)logs.jsonl", logs),
            folder.write("\(prefix)metrics.jsonl", metrics),
        ]
    }
}
