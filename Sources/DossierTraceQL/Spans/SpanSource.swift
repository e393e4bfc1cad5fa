package import DossierQuery
internal import DossierTraceQLSyntax

/// Rows of spans, one after another; those of a trace are adjacent.
package protocol SpanSource: AnyObject {
    /// How many spans there are.
    var spanCount: Int { get }
    /// The values of a field that the spans have by themselves.
    func column(of field: SpanField) throws -> FieldColumn
    /// For each span the first row of its events or links, and the end of the last one's at last.
    func childOffsets(_ child: SpanChild) throws -> [Int]
    /// When spans started and ended, and how.
    func times() throws -> SpanTimes
    /// OTLP's ids of the spans; 0 for none.
    func ids() throws -> [UInt64]
    /// What relates spans to each other.
    func placement() throws -> SpanPlacement
    /// The name of a span.
    func name(of row: Int) throws -> ArraySlice<UInt8>
    /// The services of the spans.
    func services() throws -> SpanServices
    /// Of a filter of the query, by number, the rows that may pass; nil if that is not known.
    func candidates(of filter: Int) throws -> SpanCandidates
}

/// Which rows a filter may keep.
package enum SpanCandidates: Sendable {
    /// Each row has to be looked at.
    case unknown
    /// Every row passes, as far as the filter's plan leaves nothing over.
    case all
    /// Those of the set; whether they pass is left to what the filter's plan leaves over.
    case rows(RowBits)
}

/// Which services spans are of.
package struct SpanServices: Sendable {
    /// `service.name` of the resources, each once; empty for those that have none that is a text.
    package let names: [ArraySlice<UInt8>]
    /// For each row the position of its name.
    package let numbers: [UInt32]

    package init(names: [ArraySlice<UInt8>], numbers: [UInt32]) {
        self.names = names
        self.numbers = numbers
    }

    /// The name of a row's service.
    func name(of row: Int) -> ArraySlice<UInt8> { names[Int(numbers[row])] }
}

/// When spans started and ended, and how, by row.
package struct SpanTimes: Sendable {
    /// In nanoseconds since 1970; 0 and numbers above `Int64.max` are unknown.
    package var starts: [UInt64]
    package var ends: [UInt64]
    /// OTLP's numbers.
    package var statuses: [UInt64]

    package init(starts: [UInt64], ends: [UInt64], statuses: [UInt64]) {
        self.starts = starts
        self.ends = ends
        self.statuses = statuses
    }
}

/// What relates spans to each other, by row.
package struct SpanPlacement: Sendable {
    package var ids: [UInt64]
    /// 0 for none.
    package var parents: [UInt64]
    /// OTLP's numbers.
    package var kinds: [UInt64]
    /// Rows that count as no roots though they have no parent: they say by a link that they are
    /// children.
    package var linkedChildren: Set<Int>
    /// Numbers of a walk that are given instead of ids; nil for the usual case.
    package var nestedSets: [NestedSet]?

    package init(
        ids: [UInt64] = [],
        parents: [UInt64] = [],
        kinds: [UInt64] = [],
        linkedChildren: Set<Int> = [],
        nestedSets: [NestedSet]? = nil
    ) {
        self.ids = ids
        self.parents = parents
        self.kinds = kinds
        self.linkedChildren = linkedChildren
        self.nestedSets = nestedSets
    }
}

extension SpanPlacement {
    /// Whether a span is at the top of its trace.
    func isRoot(_ row: Int) -> Bool { parents[row] == 0 && !linkedChildren.contains(row) }

    /// Some rows, numbered from 0.
    func rows(_ rows: Range<Int>) -> SpanPlacement {
        SpanPlacement(
            ids: Array(ids[rows]),
            parents: Array(parents[rows]),
            kinds: Array(kinds[rows]),
            linkedChildren: linkedChildren.isEmpty
                ? []
                : Set(linkedChildren.filter { rows.contains($0) }.map { $0 - rows.lowerBound }),
            nestedSets: nestedSets.map { Array($0[rows]) }
        )
    }

    /// Adds a row of another one.
    mutating func append(_ row: Int, of other: SpanPlacement) {
        if other.linkedChildren.contains(row) { linkedChildren.insert(ids.count) }
        ids.append(other.ids[row])
        parents.append(other.parents[row])
        kinds.append(other.kinds[row])
        if let sets = other.nestedSets { nestedSets = (nestedSets ?? []) + [sets[row]] }
    }
}

/// The numbers of a span in a walk from the roots.
package struct NestedSet: Hashable, Sendable {
    /// 0 for a span that no root leads to.
    package var left: Int64
    package var right: Int64
    /// The number `left` of the parent; -1 for a root.
    package var parent: Int64

    package init(left: Int64, right: Int64, parent: Int64) {
        self.left = left
        self.right = right
        self.parent = parent
    }
}
