internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQLSyntax

/// The spans of a block.
final class BlockSpans: SpanSource {
    private let columns: BlockColumns
    /// By the number of the filter; nil to look at every row.
    private let predicates: [CompiledPredicate]?
    private var names: ValueColumn?

    init(_ columns: BlockColumns, _ predicates: [CompiledPredicate]?) {
        self.columns = columns
        self.predicates = predicates
    }

    var spanCount: Int { columns.rowCount(of: .span) }

    func candidates(of filter: Int) throws -> SpanCandidates {
        guard let predicates else { return .unknown }
        return predicates[filter].isAlways
            ? .all : .rows(try predicates[filter].rows(of: columns))
    }

    func column(of field: SpanField) throws -> FieldColumn {
        switch field {
        case .attribute(let attribute): try column(of: attribute)
        case .intrinsic(let intrinsic): try column(of: intrinsic)
        }
    }

    private func column(of attribute: AttributeReference) throws -> FieldColumn {
        let key = attribute.name
        switch attribute.scope {
        case nil:
            return .first([
                try own(.attribute(key)), try own(.resourceAttribute(key)),
                try child(.event, .attribute(key), .attribute),
                try child(.link, .attribute(key), .attribute), try own(.scopeAttribute(key)),
            ])
        case .span: return try own(.attribute(key))
        case .resource: return try own(.resourceAttribute(key))
        case .instrumentation: return try own(.scopeAttribute(key))
        case .event: return try child(.event, .attribute(key), .attribute)
        case .link: return try child(.link, .attribute(key), .attribute)
        }
    }

    private func column(of intrinsic: Intrinsic) throws -> FieldColumn {
        switch intrinsic {
        case .name: return try own(.field(.name), .text)
        case .status: return try own(.field(.statusCode), .status)
        case .statusMessage: return try own(.field(.statusMessage), .text)
        case .kind: return try own(.field(.kind), .kind)
        case .duration: return try own(.duration, .duration)
        case .spanID: return try own(.field(.spanID), .spanID)
        case .spanParentID: return try own(.field(.parentSpanID), .parentSpanID)
        case .instrumentationName: return try own(.scopeName, .text)
        case .instrumentationVersion: return try own(.scopeVersion, .text)
        case .eventName: return try child(.event, .field(.name), .text)
        case .eventTimeSinceStart: return try child(.event, .timeSinceStart, .duration)
        case .linkSpanID: return try child(.link, .field(.spanID), .spanID)
        case .linkTraceID: return .children(.link, .values(try linkTraces()))
        case .spanChildCount, .traceID, .traceDuration, .rootName, .rootServiceName,
            .nestedSetLeft, .nestedSetRight, .nestedSetParent, .parent:
            return .absent
        }
    }

    private func own(
        _ column: PredicateColumn,
        _ meaning: FieldColumn.StoredMeaning = .attribute
    ) throws -> FieldColumn {
        .stored(try columns.values(column, of: .span), as: meaning)
    }

    private func child(
        _ child: SpanChild,
        _ column: PredicateColumn,
        _ meaning: FieldColumn.StoredMeaning
    ) throws -> FieldColumn {
        guard columns.rowCount(of: child.table) > 0 else { return .absent }
        return .children(
            child,
            .stored(try columns.values(column, of: child.table), as: meaning)
        )
    }

    private func linkTraces() throws -> [TraceQLValue] {
        guard columns.rowCount(of: .spanLink) > 0 else { return [] }
        let (ids, numbers) = try columns.traces(of: .spanLink)
        return numbers.map { $0 < UInt64(ids.count) ? .text(ids[Int($0)].hex) : .none }
    }

    func childOffsets(_ child: SpanChild) throws -> [Int] {
        var offsets = [Int](repeating: 0, count: spanCount + 1)
        guard columns.rowCount(of: child.table) > 0 else { return offsets }
        for parent in try columns.words(.parentRow, of: child.table)
        where parent < UInt64(spanCount) {
            offsets[Int(parent) + 1] += 1
        }
        for row in 0..<spanCount { offsets[row + 1] += offsets[row] }
        return offsets
    }

    func times() throws -> SpanTimes {
        SpanTimes(
            starts: try columns.words(.startTime, of: .span),
            ends: try columns.words(.endTime, of: .span),
            statuses: try columns.words(.statusCode, of: .span)
        )
    }

    func ids() throws -> [UInt64] { try columns.words(.spanID, of: .span) }

    func placement() throws -> SpanPlacement {
        SpanPlacement(
            ids: try ids(),
            parents: try columns.words(.parentSpanID, of: .span),
            kinds: try columns.words(.kind, of: .span),
            linkedChildren: try linkedChildren()
        )
    }

    /// The spans that say by a link of OpenTracing that they are children in their own trace.
    private func linkedChildren() throws -> Set<Int> {
        let key = "opentracing.ref_type"
        guard columns.rowCount(of: .spanLink) > 0,
            columns.catalogue.hasRows(key: key, of: .spanLink)
        else { return [] }
        let types = try columns.values(.attribute(Array(key.utf8)), of: .spanLink)
        let (linked, linkNumbers) = try columns.traces(of: .spanLink)
        let (own, numbers) = try columns.traces(of: .span)
        var found: Set<Int> = []
        for (link, parent) in try columns.words(.parentRow, of: .spanLink).enumerated() {
            guard types.type(at: link) == .string,
                types.text(at: link).elementsEqual("child_of".utf8),
                parent < UInt64(numbers.count), linkNumbers[link] < UInt64(linked.count),
                numbers[Int(parent)] < UInt64(own.count),
                linked[Int(linkNumbers[link])] == own[Int(numbers[Int(parent)])]
            else { continue }
            found.insert(Int(parent))
        }
        return found
    }

    func name(of row: Int) throws -> ArraySlice<UInt8> {
        if names == nil { names = try columns.values(.field(.name), of: .span) }
        return names?.text(at: row) ?? []
    }

    func services() throws -> SpanServices {
        let services = columns.catalogue.services
        return SpanServices(
            names: services.names.map { $0?[...] ?? [] },
            numbers: try columns.words(.resource, of: .span).map { services[$0] }
        )
    }
}
