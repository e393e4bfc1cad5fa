internal import DossierColumns
internal import DossierMetricView
internal import DossierQuery
internal import DossierStore

extension DossierFile {
    /// Finds everywhere that values occur, whatever they are.
    ///
    /// ```swift
    /// for found in try file.find(["order-4711"]).values {
    ///     for place in found.places { print(place.row, place.key, place.rowCount) }
    ///     print(found.traceCount, found.traces.map(\.id))
    /// }
    /// ```
    ///
    /// A value is found as an attribute of any level, also within arrays and key-value lists, where
    /// numbers and truth values are those that the text says; as a name of a span, an event, an
    /// instrumentation scope or a metric; as the id of a trace or span in any common spelling; and in
    /// the bodies of log records as a word: no letter, digit or underscore at its ends is next to
    /// another one.
    ///
    /// - Parameters:
    ///   - values: The values as text.
    ///   - query: How to look for them, and in which rows.
    ///   - isCancelled: Asked before each block of rows, on any thread, whether to give up.
    /// - Returns: The values with the places in which they occur, with exact counts.
    /// - Throws: A ``DossierError`` if the store can't be read, or a value is too long;
    ///   ``DossierError/Code/cancelled`` after giving up.
    /// - Complexity: O(rows) at most, over the columns whose types can hold one of the values. In
    ///   memory are a few blocks of them.
    public func find(
        _ values: [String],
        _ query: ValueQuery = ValueQuery(),
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> ValueSearchResult {
        try translatingErrors {
            let sought = try values.map { try self.sought($0, query) }
            let search = try ValueSearch(
                sought,
                in: reader,
                window: query.window,
                isCancelled: isCancelled
            )
            let found = try search.run(limit: max(0, query.traceLimit))
            let other = try foundInOtherCase(
                zip(values, found).filter { $1.places.isEmpty }.map { $0.0 },
                query,
                isCancelled
            )
            return ValueSearchResult(
                values: try zip(sought, found).map { sought, found in
                    try FoundValue(
                        sought,
                        found,
                        query,
                        traces: found.traces.compactMap { try reader.trace($0)?.summary }
                            .map { try summary(of: $0) },
                        occursInOtherCase: other.contains(sought.string)
                    )
                },
                searched: SearchedRows(search)
            )
        }
    }

    private func sought(_ value: String, _ query: ValueQuery) throws -> SoughtValue {
        var sought = try SoughtValue(value, query, ignoresCase: query.ignoresCase)
        try addIDs(to: &sought)
        let metrics = try reader.sharedValues().metrics
        sought.metricNames = MetricFamily.rawNames(
            of: sought.text,
            among: (0..<metrics.count).map { MetricHeader(metrics[UInt32($0)]) },
            QueryOptions().sampleOptions
        )
        return sought
    }

    /// Which of some values occur with letters of the other case.
    private func foundInOtherCase(
        _ values: [String],
        _ query: ValueQuery,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Set<String> {
        let values = values.filter { $0.lowercased() != $0 || $0.uppercased() != $0 }
        guard !values.isEmpty, !query.ignoresCase else { return [] }
        let search = try ValueSearch(
            values.map { try SoughtValue($0, query, ignoresCase: true) },
            in: reader,
            window: query.window,
            isCancelled: isCancelled
        )
        let found = zip(values, try search.run(limit: 0)).filter { !$1.places.isEmpty }
        return Set(found.map { $0.0 })
    }

    // MARK: - Ids

    /// Fewer digits are taken for those of an id only where an id is asked for.
    private static let idDigitCountMin = 8

    /// Adds the ids that the value may be.
    ///
    /// Readings of a stage count only if those before have no trace in the store.
    private func addIDs(to sought: inout SoughtValue) throws {
        guard let reference = TraceReference(sought.string),
            reference.text.utf8.count >= Self.idDigitCountMin
        else { return }
        if let span = reference.span { sought.spans.insert(span.stored) }
        for stage in reference.stages {
            for reading in stage {
                switch reading {
                case .id(let id): sought.traces.insert(id.stored)
                case .prefix(let digits):
                    sought.traces.formUnion(try reader.traceIDs(prefix: digits))
                case .suffix(let digits):
                    if let low = UInt64(digits, radix: 16) {
                        sought.traces.formUnion(try reader.traceIDs(low: low))
                    }
                case .span(let id): sought.spans.insert(id.stored)
                }
            }
            if !sought.traces.isEmpty { return }
        }
    }
}

extension ValueQuery {
    /// The times of the rows; nil for all.
    fileprivate var window: Range<UInt64>? {
        guard since != nil || until != nil else { return nil }
        let first = since?.storedNanoseconds ?? 0
        return first..<max(first, until?.storedNanoseconds ?? .max)
    }
}

extension SearchedRows {
    fileprivate init(_ search: ValueSearch) {
        spans = search.rowCount(of: .span)
        events = search.rowCount(of: .spanEvent)
        links = search.rowCount(of: .spanLink)
        logRecords = search.rowCount(of: .logRecord)
        series = search.rowCount(of: .series)
        exemplars = search.rowCount(of: .exemplar)
    }
}

extension SoughtValue {
    fileprivate init(_ value: String, _ query: ValueQuery, ignoresCase: Bool) throws {
        let text = Array(value.utf8)
        do {
            try self.init(text, ignoresCase: ignoresCase, findsWords: query.findsWords)
        } catch {
            throw DossierError(
                .invalidExpression,
                "the value is too long to look for: it has \(text.count) bytes",
                underlyingError: error
            )
        }
    }

    var string: String { String(decoding: text, as: UTF8.self) }
}
