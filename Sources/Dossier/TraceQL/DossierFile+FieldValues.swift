internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQL
internal import DossierTraceQLSyntax

extension DossierFile {
    /// The values that spans have in a field, for completions.
    ///
    /// Those of attributes have the most frequent first; elements of arrays count as values.
    /// Statuses and kinds are listed whether spans have them or not. Durations, ids and numbers of a
    /// trace's structure are not listed: nearly every span has another one.
    ///
    /// - Parameters:
    ///   - field: The field.
    ///   - expression: Only spans that this expression leaves; nil for all.
    ///   - active: Only spans that ran at some time of this range; nil for all.
    ///   - limit: How many values to give; nil for 10,000 of each type, beyond which values are not
    ///     told apart.
    ///   - isCancelled: Asked before each block of rows, on any thread, whether to give up.
    /// - Returns: The values, each once.
    /// - Throws: A ``DossierError``, as ``attributes(_:isCancelled:)`` does.
    /// - Complexity: O(spans), over the columns of the field.
    package func values(
        of field: TraceQLField,
        where expression: TraceQLExpression?,
        active: ClosedRange<Timestamp>?,
        limit: Int?,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws(DossierError) -> [TraceQLFieldValue] {
        let values =
            switch field.field {
            case .attribute(let attribute):
                try self.values(of: attribute, expression, active, limit, isCancelled)
            case .intrinsic(let intrinsic):
                try translatingErrors {
                    try self.values(of: intrinsic, expression, active, isCancelled)
                }
            }
        return Array(values.prefix(limit ?? .max))
    }

    // MARK: - Attributes

    private func values(
        of attribute: AttributeReference,
        _ expression: TraceQLExpression?,
        _ active: ClosedRange<Timestamp>?,
        _ limit: Int?,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(DossierError) -> [TraceQLFieldValue] {
        var query = AttributeQuery()
        query.key = String(decoding: attribute.name, as: UTF8.self)
        (query.rows, query.levels) = Self.places(of: attribute.scope)
        query.expression = expression
        query.active = active
        query.valueLimit = limit ?? query.distinctLimit
        query.distinctLimit = max(query.distinctLimit, query.valueLimit)
        var seen: Set<TraceQLFieldValue> = []
        return try attributes(query, isCancelled: isCancelled).attributes
            .flatMap(\.values).sorted { $0.rowCount > $1.rowCount }
            .flatMap { $0.value.fieldValues }
            .filter { seen.insert($0).inserted }
    }

    private static func places(
        of scope: AttributeScope?
    ) -> (Set<RowKind>, Set<AttributeSummary.Level>) {
        switch scope {
        case nil: ([.span, .event, .link], Set(AttributeSummary.Level.allCases))
        case .span: ([.span], [.own])
        case .resource: ([.span], [.resource])
        case .instrumentation: ([.span], [.scope])
        case .event: ([.event], [.own])
        case .link: ([.link], [.own])
        }
    }

    // MARK: - Intrinsics

    private func values(
        of intrinsic: Intrinsic,
        _ expression: TraceQLExpression?,
        _ active: ClosedRange<Timestamp>?,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> [TraceQLFieldValue] {
        func different(
            _ column: PredicateColumn,
            of table: DossierColumns.Table = .span
        ) throws -> [[UInt8]] {
            let spans = try spans(expression, active, isCancelled)
            return Array(
                try spanBlocks().texts(column, of: table, in: spans, isCancelled: isCancelled)
            )
        }
        let texts: [[UInt8]]
        switch intrinsic {
        case .status: return TraceQLStatus.allCases.map { .keyword("\($0)") }
        case .kind: return TraceQLKind.allCases.map { .keyword("\($0)") }
        case .name: texts = try different(.field(.name))
        case .statusMessage: texts = try different(.field(.statusMessage))
        case .instrumentationName: texts = try different(.scopeName)
        case .instrumentationVersion: texts = try different(.scopeVersion)
        case .eventName: texts = try different(.field(.name), of: .spanEvent)
        case .rootName: texts = Array(try roots(expression, active, isCancelled).names)
        case .rootServiceName: texts = Array(try roots(expression, active, isCancelled).services)
        default: return []
        }
        return texts.filter { !$0.isEmpty }
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { TraceQLFieldValue(type: .string, text: String(decoding: $0, as: UTF8.self)) }
    }

    /// The roots of the traces of spans.
    private func roots(
        _ expression: TraceQLExpression?,
        _ active: ClosedRange<Timestamp>?,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> TraceRoots {
        let expression = expression ?? .allSpans
        guard !expression.matchesNothing else { return TraceRoots() }
        let blocks = try spanBlocks()
        return try TraceRoots(
            expression.searchPlan(),
            among: active.map { try blocks.spans(activeIn: $0.storedNanoseconds) },
            in: blocks,
            isCancelled: isCancelled
        )
    }
}

extension TraceQLFieldValue {
    fileprivate static func keyword(_ text: String) -> TraceQLFieldValue {
        TraceQLFieldValue(type: .keyword, text: text)
    }
}

extension AttributeValue {
    /// As values of fields: elements of an array one by one; none for what TraceQL can't compare.
    ///
    /// Recursion ends with arrays, which hold single values.
    fileprivate var fieldValues: [TraceQLFieldValue] {
        switch self {
        case .string(let text): [TraceQLFieldValue(type: .string, text: text)]
        case .int(let number): [TraceQLFieldValue(type: .int, text: "\(number)")]
        case .double: [TraceQLFieldValue(type: .float, text: AttributeText.text(self))]
        case .bool(let flag): [TraceQLFieldValue(type: .bool, text: "\(flag)")]
        case .array(let values): values.flatMap(\.scalarFieldValues)
        case .empty, .bytes, .list, .json: []
        }
    }

    private var scalarFieldValues: [TraceQLFieldValue] {
        if case .array = self { [] } else { fieldValues }
    }
}
