internal import ArgumentParser
internal import Dossier

/// The verb `export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Exports a store, or a single trace, as OTLP-JSON.",
        discussion: """
            Writes traces.jsonl, logs.jsonl and metrics.jsonl into a folder, where they appear once \
            all three are complete; or all lines to standard output. Existing files are replaced \
            only with --overwrite.

            Example:
              dossier export outage.dossier --format otlp-json -o dumps/
            """
    )

    /// The values of `--format`.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case otlpJSON = "otlp-json"
    }

    @OptionGroup var store: StoreArgument

    @Option(help: "The output format.")
    var format = Format.otlpJSON

    @Option(
        help: ArgumentHelp("Only this trace, and the metrics related to it.", valueName: "id"),
        transform: ArgumentReading.trace
    )
    var trace: TraceReference?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The output folder, or - for standard output.", valueName: "folder"),
        completion: .directory
    )
    var output = "-"

    @Flag(help: "Replace files of an earlier export.")
    var overwrite = false

    func run() throws {
        let file = try store.open()
        let id = try trace.map { try file.resolveExisting($0) }
        if output == "-" {
            let standard = ByteOutput.standard
            try export(file, id) { _, lines in try standard.write(lines) }
            try standard.flush()
        } else {
            try export(file, id, into: output)
        }
    }

    private func export(
        _ file: DossierFile,
        _ id: TraceID?,
        into path: String
    ) throws {
        let names = Signal.allCases.map(\.fileName)
        for name in names where !overwrite && DumpFolder.has(name, in: path) {
            throw CommandFailure("'\(path)/\(name)' exists; use --overwrite to replace it")
        }
        let folder = try DumpFolder(path, names: names)
        defer { folder.discard() }
        var byteCounts: [Signal: Int] = [:]
        try export(file, id) { signal, lines in
            try folder.write(lines, to: signal.fileName)
            byteCounts[signal, default: 0] += lines.count
        }
        try folder.commit()
        let written = Signal.allCases.map { signal in
            "\(signal.fileName) (\(CountText.bytes(byteCounts[signal] ?? 0)))"
        }
        Messages.note("wrote \(written.joined(separator: ", ")) into \(path)")
    }

    /// Passes on the lines, and shows progress.
    private func export(
        _ file: DossierFile,
        _ id: TraceID?,
        to sink: (Signal, [UInt8]) throws -> Void
    ) throws {
        let progress = ProgressLine()
        defer { progress.erase() }
        var byteCount = 0
        try file.export(Signal.allCases, trace: id) { signal, lines in
            try sink(signal, lines)
            byteCount += lines.count
            progress.show("\(CountText.bytes(byteCount)) written, now \(signal.rawValue)")
        }
    }
}

extension Signal {
    /// The name of the signal's file in a folder.
    var fileName: String { "\(rawValue).jsonl" }
}
