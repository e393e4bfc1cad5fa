internal import DossierLogQL

/// An entry of a log with its labels, as LogQL has them.
public struct LogQLEntry: Hashable, Sendable {
    /// The text.
    public var line: String
    /// Nanoseconds since the Unix epoch.
    public var nanoseconds: Int64
    /// The labels of its stream.
    public var streamLabels: [String: String]
    /// What is stored with it.
    public var metadata: [String: String]
    /// What stages set, among it `__error__` if one failed.
    public var parsedLabels: [String: String]

    /// An entry before stages ran over it.
    ///
    /// - Parameters:
    ///   - line: The text.
    ///   - nanoseconds: Since the Unix epoch.
    ///   - streamLabels: The labels of its stream.
    ///   - metadata: What is stored with it.
    public init(
        line: String,
        nanoseconds: Int64 = 0,
        streamLabels: [String: String] = [:],
        metadata: [String: String] = [:]
    ) {
        self.line = line
        self.nanoseconds = nanoseconds
        self.streamLabels = streamLabels
        self.metadata = metadata
        parsedLabels = [:]
    }

    /// Reads an object with the members `line`, `ts_ns` (a number, or a string of one), `stream`
    /// and `metadata` (objects of strings); all of them may be absent, and others are ignored.
    ///
    /// Takes time linear in the text.
    ///
    /// - Parameter json: The text of the object.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/inputNotReadable`` if the text
    ///   is no such object; its description names the member that is of another kind.
    public init(json: [UInt8]) throws(DossierError) {
        let stored: StoredEntry
        do throws(EntryFormatError) {
            stored = try StoredEntry(json: json)
        } catch {
            throw DossierError(.inputNotReadable, error.description, underlyingError: error)
        }
        func labels(_ labels: [StoredEntry.Label]) -> [String: String] {
            let pairs = labels.map {
                (
                    String(decoding: $0.name, as: UTF8.self),
                    String(decoding: $0.value, as: UTF8.self)
                )
            }
            return Dictionary(pairs) { first, _ in first }
        }
        self.init(
            line: String(decoding: stored.line, as: UTF8.self),
            nanoseconds: stored.nanoseconds,
            streamLabels: labels(stored.stream),
            metadata: labels(stored.metadata)
        )
    }

    init(_ entry: LogEntry) {
        self.init(
            line: String(decoding: entry.line, as: UTF8.self),
            nanoseconds: entry.nanoseconds
        )
        for label in entry.labels.all {
            let name = String(decoding: label.name, as: UTF8.self)
            let value = String(decoding: label.value, as: UTF8.self)
            switch label.category {
            case .stream: streamLabels[name] = value
            case .metadata: metadata[name] = value
            case .parsed: parsedLabels[name] = value
            }
        }
        if let error = entry.labels.error {
            parsedLabels["__error__"] = error.rawValue
            if !entry.labels.errorDetails.isEmpty {
                parsedLabels["__error_details__"] = entry.labels.errorDetails
            }
        }
    }

    var stored: StoredEntry {
        func labels(_ labels: [String: String]) -> [StoredEntry.Label] {
            labels.map { StoredEntry.Label(name: Array($0.utf8), value: Array($1.utf8)) }
                .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        }
        return StoredEntry(
            line: Array(line.utf8),
            nanoseconds: nanoseconds,
            stream: labels(streamLabels),
            metadata: labels(metadata)
        )
    }
}
