internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQL
internal import DossierTraceQLSyntax

extension DossierFile {
    /// Lists the attributes that rows have, with their most frequent values.
    ///
    /// ```swift
    /// for attribute in try file.attributes().attributes {
    ///     print(attribute.row, attribute.key, attribute.rowCount, attribute.distinctCount)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - query: Which attributes, and how many values of each; by default all, with three.
    ///   - isCancelled: Asked before each block of rows, on any thread, whether to give up.
    /// - Returns: The attributes.
    /// - Throws: A ``DossierError``: ``DossierError/Code/invalidExpression`` for an expression that
    ///   makes series; ``DossierError/Code/cancelled`` after giving up.
    /// - Complexity: O(rows), over the columns of the attributes if values are asked for, over one
    ///   column otherwise; an expression is evaluated besides.
    public func attributes(
        _ query: AttributeQuery = AttributeQuery(),
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) throws(DossierError) -> AttributeListing {
        try translatingErrors {
            var condition = AttributeCondition(query)
            condition.spans = try spans(query.expression, query.active, isCancelled)
            let isNarrowed = condition.spans != nil
            if isNarrowed { condition.tables.formIntersection([.span, .spanEvent, .spanLink]) }
            let scan = try AttributeScan(condition, in: reader, isCancelled: isCancelled)
            return AttributeListing(
                attributes: try scan.run().compactMap { AttributeSummary($0) },
                isNarrowed: isNarrowed
            )
        }
    }

    /// The keys of attributes that start with some text, each once, in order.
    ///
    /// What a completion asks for: no values are read.
    ///
    /// - Parameters:
    ///   - prefix: What the keys start with.
    ///   - rows: The kinds of rows.
    ///   - expression: Only spans that this expression leaves, with their events and links.
    /// - Returns: The keys.
    /// - Throws: A ``DossierError``, as ``attributes(_:isCancelled:)`` does.
    /// - Complexity: O(rows), over one column.
    public func attributeKeys(
        startingWith prefix: String = "",
        of rows: Set<RowKind> = Set(RowKind.allCases),
        where expression: TraceQLExpression? = nil
    ) throws(DossierError) -> [String] {
        var query = AttributeQuery()
        query.keyPrefix = prefix
        query.rows = rows
        query.expression = expression
        query.valueLimit = 0
        var keys: [String] = []
        // Those of a key stand together.
        for attribute in try attributes(query).attributes where attribute.key != keys.last {
            keys.append(attribute.key)
        }
        return keys
    }

    /// The values of an attribute, by the rows that have it and by type, the most frequent first.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - rows: The kinds of rows.
    ///   - expression: Only spans that this expression leaves, with their events and links.
    ///   - limit: How many values to give of each kind of rows and type.
    /// - Returns: The attributes of this key with their values.
    /// - Throws: A ``DossierError``, as ``attributes(_:isCancelled:)`` does.
    /// - Complexity: O(rows), over the columns of the attribute.
    public func attributeValues(
        of key: String,
        in rows: Set<RowKind> = Set(RowKind.allCases),
        where expression: TraceQLExpression? = nil,
        limit: Int = 20
    ) throws(DossierError) -> [AttributeSummary] {
        var query = AttributeQuery()
        query.key = key
        query.rows = rows
        query.expression = expression
        query.valueLimit = limit
        return try attributes(query).attributes
    }

    /// The spans that an expression leaves and that ran at some time of a range, by block; nil if
    /// neither is asked for.
    func spans(
        _ expression: TraceQLExpression?,
        _ active: ClosedRange<Timestamp>?,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [RowBits]? {
        let matching = try expression.map { try matchingSpans($0, isCancelled) }
        guard let active else { return matching }
        let running = try spanBlocks().spans(activeIn: active.storedNanoseconds)
        guard let matching else { return running }
        return zip(matching, running).map { matching, running in
            var both = matching
            both.formIntersection(running)
            return both
        }
    }

    private func matchingSpans(
        _ expression: TraceQLExpression,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [RowBits] {
        guard case .search(let pipeline) = expression.query.body else {
            throw DossierError(
                .invalidExpression,
                "the expression makes series, and does not find spans"
            )
        }
        guard !expression.matchesNothing else { return [] }
        let blocks = try spanBlocks()
        return try MatchingSpans(PipelinePlan(pipeline), in: blocks, isCancelled: isCancelled).rows
    }
}

extension AttributeCondition {
    fileprivate init(_ query: AttributeQuery) {
        self.init()
        keyPrefix = Array(query.keyPrefix.utf8)
        key = query.key.map { Array($0.utf8) }
        tables = Set(query.rows.map(\.table))
        levels = Set(query.levels.map(\.stored))
        valueLimit = max(0, query.valueLimit)
        distinctLimit = max(1, query.distinctLimit)
    }
}

extension AttributeSummary {
    fileprivate init?(_ use: AttributeUse) {
        guard let row = RowKind(use.place.table) else { return nil }
        self.row = row
        key = String(decoding: use.place.key, as: UTF8.self)
        level =
            switch use.place.level {
            case .resource: .resource
            case .scope: .scope
            case .own: .own
            }
        type = ValueType(use.place.type)
        rowCount = use.rowCount
        distinctCount = use.distinctCount
        hasMoreValues = use.hasMoreValues
        values = use.values.map { counted in
            CountedValue(
                value: AttributeValue(use.place.type, counted),
                rowCount: counted.rowCount
            )
        }
    }
}

extension AttributeSummary.Level {
    fileprivate var stored: AttributePlace.Level {
        switch self {
        case .resource: .resource
        case .scope: .scope
        case .own: .own
        }
    }
}

extension AttributeSummary.ValueType {
    fileprivate init(_ type: DossierColumns.ValueType) {
        self =
            switch type {
            case .string: .string
            case .bool: .bool
            case .double: .double
            case .bytes: .bytes
            case .composite: .nested
            case .empty: .empty
            default: .int
            }
    }
}

extension AttributeValue {
    fileprivate init(_ type: DossierColumns.ValueType, _ counted: AttributeUse.CountedValue) {
        var strings = StringTable()
        let code = type.isText ? UInt64(strings.intern(counted.text)) : counted.word
        self.init(type, code, strings: strings)
    }
}
