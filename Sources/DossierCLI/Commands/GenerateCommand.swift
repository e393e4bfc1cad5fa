internal import ArgumentParser
internal import Dossier

/// The verb `generate`.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Makes up an incident: dumps of a web shop in which one service fails.",
        discussion: """
            The folder gets traces.jsonl, logs.jsonl and metrics.jsonl, which belong together, and \
            ground.json, which tells what is broken. The same options give the same bytes.

            Example:
              dossier generate demo --traces 2000 --fault latency
              dossier ingest demo.dossier demo/*.jsonl
            """
    )

    private static let groundName = "ground.json"
    /// Beyond it, the incident would go on for more than a year.
    private static let traceCountMax = 100_000_000

    @Argument(help: "The folder for the files; made if it is missing.", completion: .directory)
    var folder: String

    @Option(help: "Where every random choice comes from.")
    var seed: UInt64 = 1

    @Option(help: "How many traces.")
    var traces = 1_000

    @Option(help: "How many services, from 3 to 60.")
    var services = 8

    @Option(help: "What goes wrong.")
    var fault = SyntheticIncident.Fault.errors

    func validate() throws {
        guard 0...Self.traceCountMax ~= traces else {
            throw ValidationError("--traces is a number from 0 to \(Self.traceCountMax)")
        }
        let counts = SyntheticIncident.serviceCounts
        guard counts.contains(services) else {
            throw ValidationError(
                "--services is a number from \(counts.lowerBound) to \(counts.upperBound)"
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

    /// Dumps that are no earlier work of this verb are somebody's evidence.
    private func refuseForeignFiles() throws {
        if DumpFolder.has(Self.groundName, in: folder) { return }
        for signal in Signal.allCases where DumpFolder.has(signal.fileName, in: folder) {
            throw CommandFailure(
                "'\(folder)/\(signal.fileName)' exists and was not made by `dossier generate`;"
                    + " name another folder"
            )
        }
    }

    private func write(_ incident: SyntheticIncident) throws -> SyntheticIncident.Ground {
        // The ground first: where it is, the next run knows the files as its own.
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
