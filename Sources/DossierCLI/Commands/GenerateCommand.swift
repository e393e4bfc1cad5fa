internal import ArgumentParser
internal import Dossier

/// The verb `generate`.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Generates the telemetry of an incident: a web shop with a failing service.",
        discussion: """
            Writes correlated traces.jsonl, logs.jsonl and metrics.jsonl into the folder, and \
            ground.json with the injected fault, described by schema/synthetic-ground.schema.json. \
            The same options produce the same bytes.

            Example:
              dossier generate demo --traces 2000 --fault latency
              dossier ingest demo.dossier demo/*.jsonl
            """
    )

    private static let groundName = "ground.json"
    /// With more, the incident would last longer than a year.
    private static let traceCountMax = 100_000_000

    @Argument(help: "The output folder; created if missing.", completion: .directory)
    var folder: String

    @Option(help: "The seed of the random generator.")
    var seed: UInt64 = 1

    @Option(help: "The number of traces.")
    var traces = 1_000

    @Option(help: "The number of services, 3 to 60.")
    var services = 8

    @Option(help: "The fault to inject.")
    var fault = SyntheticIncident.Fault.errors

    func validate() throws {
        guard 0...Self.traceCountMax ~= traces else {
            throw ValidationError("--traces must be between 0 and \(Self.traceCountMax)")
        }
        let counts = SyntheticIncident.serviceCounts
        guard counts.contains(services) else {
            throw ValidationError(
                "--services must be between \(counts.lowerBound) and \(counts.upperBound)"
            )
        }
    }

    func run() throws {
        try refuseForeignFiles()
        let incident = SyntheticIncident(
            seed: seed,
            traceCount: traces,
            serviceCount: services,
            fault: fault
        )
        let ground = try write(incident)
        let output = ByteOutput.standard
        for line in ground.lines {
            try output.line(line)
        }
        try output.flush()
        let name = TerminalText(folder).text.trimmingSlashes()
        Messages.note("next: dossier ingest \(name).dossier \(name)/*.jsonl")
    }

    /// Refuses to overwrite dumps that this verb did not write.
    private func refuseForeignFiles() throws {
        if DumpFolder.has(Self.groundName, in: folder) { return }
        for signal in Signal.allCases where DumpFolder.has(signal.fileName, in: folder) {
            throw CommandFailure(
                "'\(folder)/\(signal.fileName)' exists and was not written by `dossier generate`;"
                    + " choose another folder"
            )
        }
    }

    private func write(_ incident: SyntheticIncident) throws -> SyntheticIncident.Ground {
        // The ground first: it marks the files as written by this verb.
        let names = [Self.groundName] + Signal.allCases.map(\.fileName)
        let files = try DumpFolder(folder, names: names)
        defer { files.discard() }
        let progress = ProgressLine()
        defer { progress.erase() }
        var byteCount = 0
        let ground = try incident.write { signal, lines in
            try files.write(lines, to: "\(signal.rawValue).jsonl")
            byteCount += lines.count
            progress.show("\(CountText.bytes(byteCount)) written, now \(signal.rawValue)")
        }
        try files.write(ground.json(), to: Self.groundName)
        try files.commit()
        return ground
    }
}

extension String {
    fileprivate func trimmingSlashes() -> String {
        String(prefix(upTo: lastIndex { $0 != "/" }.map(index(after:)) ?? endIndex))
    }
}
