internal import ArgumentParser
internal import Dossier

/// The verb `export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Exports a store, or a single trace, as OTLP-JSON.",
        discussion: """
            Writes traces.jsonl, logs.jsonl and metrics.jsonl into a folder, where they appear once \
            all three are complete; or all lines to standard output.

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

    func run() throws {
        let file = try store.open()
        let reference = try trace.map { try found($0, in: file) }
        if output == "-" {
            let standard = ByteOutput.standard
            try export(file, reference) { _, lines in try standard.write(lines) }
            try standard.flush()
        } else {
            try export(file, reference, into: output)
        }
    }

    private func found(_ reference: TraceReference, in file: DossierFile) throws -> TraceReference {
        let resolved = try file.resolve(reference)
        guard try !file.traceIDs(startingWith: resolved.text, limit: 1).isEmpty else {
            throw file.unknown(resolved)
        }
        return resolved
    }

    private func export(
        _ file: DossierFile,
        _ reference: TraceReference?,
        into path: String
    ) throws {
        let folder = try DumpFolder(path, names: Signal.allCases.map(\.fileName))
        defer { folder.discard() }
        try export(file, reference) { signal, lines in
            try folder.write(lines, to: signal.fileName)
        }
        try folder.commit()
    }

    /// Passes on the lines, and shows progress.
    private func export(
        _ file: DossierFile,
        _ reference: TraceReference?,
        to sink: (Signal, [UInt8]) throws -> Void
    ) throws {
        let progress = ProgressLine()
        defer { progress.erase() }
        var byteCount = 0
        try file.export(Signal.allCases, trace: reference?.id) { signal, lines in
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
