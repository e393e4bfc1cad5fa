internal import DossierLogQLSyntax
internal import DossierPrimitives
internal import DossierPromQLSyntax

/// A field of entries that are no labels of their streams: metadata, or what parsers find in lines.
public struct LogField: Hashable, Sendable {
    /// What values look like; the least general kind that all of them are of.
    public enum Kind: String, Hashable, Sendable {
        case int, float, boolean, duration, bytes, string
    }

    /// How lines are parsed.
    public enum Parser: String, CaseIterable, Hashable, Sendable {
        case json, logfmt
    }

    /// The name of the label.
    public let name: String
    /// The distinct values, in the order in which they were found.
    public let values: [String]
    /// The parsers that find it; none if it is metadata, or set by stages of the query.
    public let parsers: [Parser]

    /// What the values look like.
    public var kind: Kind {
        var kind: Kind?
        for value in values {
            let own = Kind(of: value)
            switch (kind, own) {
            case (nil, _): kind = own
            case (.int?, .float), (.float?, .int): kind = .float
            case (let known?, _) where known != own: return .string
            default: break
            }
        }
        return kind ?? .string
    }
}

extension LogField.Kind {
    /// Tried in the order in which Loki tries them.
    init(of value: String) {
        let bytes = Array(value.utf8)
        let unsigned = bytes.starts(with: "-".utf8) ? bytes.dropFirst() : bytes[...]
        if Int64(value) != nil {
            self = .int
        } else if (try? NumberText.parseFloat(bytes)) != nil {
            self = .float
        } else if ["true", "false", "t", "f", "TRUE", "FALSE", "T", "F", "True", "False"]
            .contains(value)
        {
            self = .boolean
        } else if GoDurationText.nanoseconds(unsigned) != nil {
            self = .duration
        } else if ByteCountText.parse(bytes) != nil {
            self = .bytes
        } else {
            self = .string
        }
    }
}

extension LogStores {
    /// The fields of the first entries that an expression finds.
    ///
    /// Lines are read as JSON, else as logfmt.
    ///
    /// - Parameters:
    ///   - expression: An expression for entries.
    ///   - times: Which entries to look at, and how many.
    ///   - limit: How many fields to give.
    /// - Returns: The fields, in the order of their names.
    /// - Throws: A ``DossierError``; ``DossierError/Code/invalidExpression`` if the expression makes
    ///   series.
    public func fields(
        of expression: LogQLExpression,
        _ times: LogQLTimes,
        limit: Int = 1000
    ) throws(DossierError) -> [LogField] {
        var parsers = try LineParsers()
        guard case .entries(let entries) = try result(of: expression, times) else {
            throw DossierError(
                .invalidExpression,
                "the query makes series, and fields are those of entries"
            )
        }
        var tally = FieldTally(limit: max(0, limit))
        for entry in entries {
            tally.add(entry.metadata + entry.parsedLabels, parser: nil)
            if let (parser, labels) = parsers.labels(of: entry) {
                tally.add(labels, parser: parser)
            }
        }
        return tally.fields
    }
}

/// The fields of entries so far.
private struct FieldTally {
    private struct Field {
        var values: [String] = []
        var known: Set<String> = []
        var parsers: Set<LogField.Parser> = []
    }

    private let limit: Int
    private var byName: [String: Field] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ labels: [SeriesLabel], parser: LogField.Parser?) {
        for label in labels where !label.name.hasPrefix("__") {
            guard byName[label.name] != nil || byName.count < limit else { continue }
            var field = byName.removeValue(forKey: label.name) ?? Field()
            if field.known.insert(label.value).inserted { field.values.append(label.value) }
            if let parser { field.parsers.insert(parser) }
            byName[label.name] = field
        }
    }

    var fields: [LogField] {
        byName.map { name, field in
            LogField(
                name: name,
                values: field.values,
                parsers: LogField.Parser.allCases.filter { field.parsers.contains($0) }
            )
        }.sorted { $0.name < $1.name }
    }
}

/// Finds out which parser reads a line.
private struct LineParsers {
    private var pipelines: [(parser: LogField.Parser, pipeline: LogQLPipeline)]

    init() throws(DossierError) {
        pipelines = []
        for parser in LogField.Parser.allCases {
            let stage: LogStage = parser == .json ? .json([]) : .logfmt(LogfmtOptions(), [])
            let query = LogPipeline(selector: [], stages: [stage])
            pipelines.append((parser, try LogQLPipeline(LogQLExpression(.log(query)))))
        }
    }

    /// What the first parser that can read the line of an entry finds in it; nil if none finds
    /// anything.
    mutating func labels(
        of entry: LogQLResult.Entry
    ) -> (parser: LogField.Parser, labels: [SeriesLabel])? {
        func labels(_ labels: [SeriesLabel]) -> [String: String] {
            Dictionary(labels.map { ($0.name, $0.value) }) { first, _ in first }
        }
        let stored = LogQLEntry(
            line: entry.line,
            streamLabels: labels(entry.streamLabels),
            metadata: labels(entry.metadata)
        )
        for index in pipelines.indices {
            guard let parsed = pipelines[index].pipeline.run(stored)?.parsedLabels,
                parsed["__error__"] == nil, !parsed.isEmpty
            else { continue }
            return (
                pipelines[index].parser,
                parsed.map { SeriesLabel(name: $0.key, value: $0.value) }
            )
        }
        return nil
    }
}
