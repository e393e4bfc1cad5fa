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
        Self.warnOfRequests(of: try DossierFile(store))
    }

    /// Opens it to read things once, in little memory.
    func openForOneLook() throws -> DossierFile {
        Self.warnOfRequests(of: try DossierFile(store, cacheByteLimit: Self.oneLookCacheByteLimit))
    }

    /// Opens it for one query: of what is decoded little is kept.
    func openForOneQuery() throws -> DossierFile {
        Self.warnOfRequests(of: try DossierFile(store, keptByteLimit: Self.oneQueryKeptByteLimit))
    }

    /// Says which requests of a receiver are missing in a store.
    static func warnOfRequests(of file: DossierFile) -> DossierFile {
        do throws(DossierError) {
            let count = try file.unstoredRequestCount()
            guard count > 0 else { return file }
            Messages.warning(
                "\(CountText.counted(count, "request")) of a receiver are in \(file.path)-requests, not"
                    + " yet in the store; if no `serve --writable` runs that is about to store them,"
                    + " start it, or run `ingest` or `compact`"
            )
        } catch {
            Messages.warning(error.description)
        }
        return file
    }

    private static let oneLookCacheByteLimit = 8 << 20
    private static let oneQueryKeptByteLimit = 16 << 20
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

    @Sendable static func queryTime(_ text: String) throws -> QueryTime {
        guard let time = QueryTime(text) else {
            throw ValidationError(
                "invalid time '\(text)'; use e.g. 2023-01-30T11:50:53Z, seconds since 1970,"
                    + " or a time relative to the data: -5m, start+5m"
            )
        }
        return time
    }

    @Sendable static func window(_ text: String) throws -> QueryTimeWindow {
        guard let window = QueryTimeWindow(text) else {
            throw ValidationError(
                "invalid window '\(text)'; use e.g. 2023-01-30T11:50..2023-01-30T12:10, or -1h.."
            )
        }
        return window
    }

    @Sendable static func timeZone(_ text: String) throws -> TimeZoneName {
        guard let zone = TimeZoneName(text) else {
            throw ValidationError(
                "invalid time zone '\(text)'; use UTC, local, an offset such as +02:00,"
                    + " or a name such as Europe/Berlin"
            )
        }
        return zone
    }

    /// The lowest number of a severity: the name of a level in any case and common spelling, one
    /// of its four steps (`warn2`), or OpenTelemetry's number.
    @Sendable static func severity(_ text: String) throws -> Int64 {
        if let number = Int64(text), 1...24 ~= number { return number }
        if let level = LogSeverity(name: text) { return level.lowestNumber }
        if let step = text.last?.wholeNumberValue, 1...4 ~= step,
            let level = LogSeverity(name: String(text.dropLast()))
        {
            return level.lowestNumber + Int64(step) - 1
        }
        throw ValidationError(
            "invalid severity '\(text)'; use trace, debug, info, warn, error or fatal,"
                + " or a number between 1 and 24"
        )
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
                "invalid trace id '\(text)'; use up to 32 hexadecimal digits, as listed by"
                    + " `dossier traces STORE`, or a decimal number, Base64, a traceparent"
                    + " or an X-Ray id"
            )
        }
        return reference
    }
}
