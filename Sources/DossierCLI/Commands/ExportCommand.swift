internal import ArgumentParser
internal import Dossier

/// The verb `export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a store, or one trace of it, back as OTLP-JSON.",
        discussion: """
            A folder gets the files traces.jsonl, logs.jsonl and metrics.jsonl, under these names \
            when all of them are whole. Standard output gets the lines of all three.

            Example:
              dossier export outage.dossier --format otlp-json -o dumps/
            """
    )

    /// What an export can be written as.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case otlpJSON = "otlp-json"
    }

    @OptionGroup var store: StoreArgument

    @Option(help: "How to write it.")
    var format = Format.otlpJSON

    @Option(
        help: ArgumentHelp("Only this trace, and the metrics tied to it.", valueName: "id"),
        transform: ArgumentReading.trace
    )
    var trace: TraceReference?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("A folder, or - for standard output.", valueName: "folder"),
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

    /// Hands over the lines, and tells on the terminal how many bytes they are.
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
    /// The name of the file that holds the signal in a folder.
    var fileName: String { "\(rawValue).jsonl" }
}
