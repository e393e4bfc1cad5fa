internal import ArgumentParser
internal import Dossier

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Tables and trees for people.
    case text
    /// JSON for programs.
    case json
}

/// The store that a verb reads.
struct StoreArgument: ParsableArguments {
    @Argument(help: "The file of the store.", completion: .file(extensions: ["dossier"]))
    var store: String

    func open() throws -> DossierFile {
        try DossierFile(store)
    }
}

/// The option that chooses between people and programs.
struct FormatOption: ParsableArguments {
    @Option(help: "How to write the result: text for people, json for programs.")
    var format = OutputFormat.text

    var isJSON: Bool { format == .json }
}

/// Reads values of options, and says what they look like if they are wrong.
enum ArgumentReading {
    @Sendable static func duration(_ text: String) throws -> Nanoseconds {
        guard let duration = Nanoseconds(text) else {
            throw ValidationError("'\(text)' is no duration; write it like 250ms, 1.5s or 2m")
        }
        return duration
    }

    @Sendable static func time(_ text: String) throws -> Timestamp {
        guard let time = Timestamp(text) else {
            throw ValidationError(
                "'\(text)' is no time from 1970 to 2554; write it like 2023-01-30T11:50:53Z,"
                    + " or in seconds or nanoseconds since 1970"
            )
        }
        return time
    }

    @Sendable static func queryTime(_ text: String) throws -> QueryTime {
        guard let time = QueryTime(text) else {
            throw ValidationError(
                "'\(text)' is no time; write it like 2023-01-30T11:50:53Z, in seconds since 1970,"
                    + " or from the data's end or start: -5m, start+5m"
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
                "'\(text)' is no trace id: that has up to 32 hexadecimal digits;"
                    + " `dossier traces STORE` lists ids"
            )
        }
        return reference
    }
}
