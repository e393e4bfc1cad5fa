internal import ArgumentParser
internal import Dossier

/// The output formats that most verbs have.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Tables and trees for people.
    case text
    /// JSON for programs.
    case json
}

/// The store to read.
struct StoreArgument: ParsableArguments {
    @Argument(help: "The store file.", completion: .file(extensions: ["dossier"]))
    var store: String

    func open() throws -> DossierFile {
        try DossierFile(store)
    }
}

/// The option `--format`.
struct FormatOption: ParsableArguments {
    @Option(help: "The output format.")
    var format = OutputFormat.text

    var isJSON: Bool { format == .json }
}

/// Parses the values of options; errors show what a valid one looks like.
enum ArgumentReading {
    @Sendable static func duration(_ text: String) throws -> Nanoseconds {
        guard let duration = Nanoseconds(text) else {
            throw ValidationError("invalid duration '\(text)'; use e.g. 250ms, 1.5s or 2m")
        }
        return duration
    }

    @Sendable static func time(_ text: String) throws -> Timestamp {
        guard let time = Timestamp(text) else {
            throw ValidationError(
                "invalid time '\(text)'; use e.g. 2023-01-30T11:50:53Z,"
                    + " or seconds or nanoseconds since 1970"
            )
        }
        return time
    }

    @Sendable static func queryTime(_ text: String) throws -> QueryTime {
        guard let time = QueryTime(text) else {
            throw ValidationError(
                "invalid time '\(text)'; use e.g. 2023-01-30T11:50:53Z, seconds since 1970,"
                    + " or a time relative to the data: -5m, start+5m"
            )
        }
        return time
    }

    @Sendable static func pattern(_ text: String) throws -> LogPattern {
        do {
            return try LogPattern(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    @Sendable static func trace(_ text: String) throws -> TraceReference {
        guard let reference = TraceReference(text) else {
            throw ValidationError(
                "invalid trace id '\(text)'; use up to 32 hexadecimal digits,"
                    + " as listed by `dossier traces STORE`"
            )
        }
        return reference
    }
}
