internal import DossierColumns
internal import DossierQuery

/// A trace that a pipeline left spans of.
struct VisitedTrace {
    let id: TraceID
    let trace: TraceSpans
    let spansets: [Spanset]
    /// The block of each part of the trace.
    fileprivate let blocks: [Int]

    /// Where the spans of the trace are.
    var parts: [TracePart] {
        zip(blocks, trace.parts).map { TracePart(block: $0, rows: $1.rows) }
    }

    func reference(_ span: Int) -> SpanReference {
        let place = trace.place(span)
        let part = trace.parts.firstIndex { $0.spans === place.spans } ?? 0
        return SpanReference(block: blocks[part], row: place.row)
    }
}

/// Evaluates a pipeline for all traces of a store.
///
/// Blocks are worked on by several threads; a trace in several blocks is put together from all of
/// them. In memory are the columns of a few blocks.
struct TraceScan: Sendable {
    let plan: PipelinePlan
    let blocks: SpanBlocks
    /// By the number of the filter.
    let predicates: [CompiledPredicate]
    let usesPredicates: Bool
    /// The traces that are looked at; nil for all.
    let wanted: Set<TraceID>?
    /// The blocks whose traces are looked at, with what other blocks have of them.
    private let scanned: Range<Int>
    let isCancelled: @Sendable () -> Bool

    init(
        _ plan: PipelinePlan,
        in blocks: SpanBlocks,
        usesPredicates: Bool,
        wanted: Set<TraceID>? = nil,
        scanned: Range<Int>? = nil,
        isCancelled: @escaping @Sendable () -> Bool
    ) {
        self.plan = plan
        self.blocks = blocks
        self.usesPredicates = usesPredicates
        self.wanted = wanted
        self.scanned = scanned ?? 0..<blocks.count
        self.isCancelled = isCancelled
        predicates = plan.filters.map { filter in
            CompiledPredicate(
                usesPredicates ? filter.predicate : .constant(true),
                on: .span,
                in: blocks.catalogue
            )
        }
    }

    /// What a block gives.
    private struct Found<Output: Sendable>: Sendable {
        var output: Output
        /// Traces with spans in other blocks, too.
        var split: [TraceID: [TracePart]] = [:]
        /// The block's spans, if some of these traces have a part there.
        var loaded: LoadedBlock?
    }

    /// A block that was read; used by one thread at a time.
    private struct LoadedBlock: @unchecked Sendable {
        let columns: BlockColumns
        let spans: LoadedSpans
    }

    /// What is done with the traces that spans are left of.
    ///
    /// Each block, and each group of traces in several blocks, has a state of its own.
    struct Visitor<State, Output: Sendable>: Sendable {
        let begin: @Sendable () -> State
        let visit: @Sendable (inout State, VisitedTrace) throws -> Void
        let end: @Sendable (State) -> Output
    }

    /// Visits every trace that spans are left of; `take` is given the outputs about in the order of
    /// the blocks.
    ///
    /// - Complexity: O(spans) for each column that the query names, at most.
    func run<State, Output: Sendable>(
        _ visitor: Visitor<State, Output>,
        take: (Output) throws -> Void
    ) throws {
        var split: [TraceID: [TracePart]] = [:]
        // Mostly the parts of a trace are in neighbouring blocks.
        var loaded: [Int: LoadedBlock] = [:]
        for some in isNever ? [] : Self.groups(scanned, Self.blockCountAtOnce) {
            loaded = loaded.filter { $0.key == some.lowerBound - 1 }
            let parts = try parallelMap(Array(some)) { try found($0, visitor) }
            for (block, part) in zip(some, parts) {
                try take(part.output)
                split.merge(part.split) { first, _ in first }
                loaded[block] = part.loaded
            }
            // Of many, several threads put them together at the end; kept is where they are.
            guard split.count <= Self.splitCountAtOnce else { continue }
            let whole = split.filter { $0.value.allSatisfy { loaded[$0.block] != nil } }
            try take(output(of: Self.ordered(whole), loaded, visitor))
            split = split.filter { whole[$0.key] == nil }
        }
        try visitSplit(split, visitor, take)
    }

    /// So many blocks are searched before what was found is taken.
    private static let blockCountAtOnce = 8

    private static func groups(_ range: Range<Int>, _ count: Int) -> [Range<Int>] {
        stride(from: range.lowerBound, to: range.upperBound, by: count).map {
            $0..<min($0 + count, range.upperBound)
        }
    }

    /// A block's spans, as they are evaluated.
    func spans(_ columns: BlockColumns) -> LoadedSpans {
        LoadedSpans(BlockSpans(columns, usesPredicates ? predicates : nil), plan.fields)
    }

    private func found<State, Output: Sendable>(
        _ block: Int,
        _ visitor: Visitor<State, Output>
    ) throws -> Found<Output> {
        guard !isCancelled() else { throw TraceQLSearchError.cancelled }
        let columns = blocks.columns(of: block)
        let spans = spans(columns)
        var state = visitor.begin()
        let candidates = CandidateTraces(plan, spans)
        guard try candidates.isPossible() else { return Found(output: visitor.end(state)) }
        let runs = try blocks.runs(of: columns).filter { run in
            try wanted?.contains(run.id) ?? true && candidates.contains(run)
        }
        let split = try blocks.parts(of: runs.filter(\.mayContinue).map(\.id))
        for run in runs where split[run.id] == nil {
            let whole = TracePart(block: block, rows: run.rows)
            let parts = try blocks.withoutRepeats([whole])
            try visit(run.id, parts.map { (spans, $0.rows) }, parts.map(\.block)) {
                try visitor.visit(&state, $0)
            }
        }
        return Found(
            output: visitor.end(state),
            split: split,
            loaded: split.isEmpty ? nil : LoadedBlock(columns: columns, spans: spans)
        )
    }

    private func visit(
        _ id: TraceID,
        _ parts: [(spans: LoadedSpans, rows: Range<Int>)],
        _ blocks: [Int],
        _ body: (VisitedTrace) throws -> Void
    ) throws {
        let trace = try TraceSpans(id: .stored(id), parts: parts)
        let evaluation = PipelineEvaluation(plan: plan, trace: trace, isStrict: false)
        let spansets = try evaluation.spansets()
        guard !spansets.isEmpty else { return }
        try body(VisitedTrace(id: id, trace: trace, spansets: spansets, blocks: blocks))
    }

    // MARK: - Traces in several blocks

    /// So many traces in several blocks are put together by one thread.
    private static let splitCountAtOnce = 256

    private func visitSplit<State, Output: Sendable>(
        _ split: [TraceID: [TracePart]],
        _ visitor: Visitor<State, Output>,
        _ take: (Output) throws -> Void
    ) throws {
        let ordered = Self.ordered(split)
        let groups = Self.groups(0..<ordered.count, Self.splitCountAtOnce)
        for some in Self.groups(0..<groups.count, Self.blockCountAtOnce) {
            let outputs = try parallelMap(Array(groups[some])) { group in
                try output(of: Array(ordered[group]), [:], visitor)
            }
            for output in outputs { try take(output) }
        }
    }

    /// As they are stored: neighbours are mostly in the same blocks, and sums of doubles are the
    /// same in every run.
    private static func ordered(
        _ split: [TraceID: [TracePart]]
    ) -> [(key: TraceID, value: [TracePart])] {
        split.sorted { left, right in
            let (first, second) = (left.value[0], right.value[0])
            return (first.block, first.rows.lowerBound, left.key)
                < (second.block, second.rows.lowerBound, right.key)
        }
    }

    /// What a visitor gives for traces in several blocks, some of which may be in memory.
    private func output<State, Output: Sendable>(
        of traces: [(key: TraceID, value: [TracePart])],
        _ known: [Int: LoadedBlock],
        _ visitor: Visitor<State, Output>
    ) throws -> Output {
        guard !isCancelled() else { throw TraceQLSearchError.cancelled }
        var loaded = known
        func load(_ block: Int) -> LoadedBlock {
            if let known = loaded[block] { return known }
            let columns = blocks.columns(of: block)
            let made = LoadedBlock(columns: columns, spans: spans(columns))
            loaded[block] = made
            return made
        }
        var state = visitor.begin()
        for (id, all) in traces {
            // The columns of few blocks are in memory, and those that the trace is in.
            if loaded.count > Self.blockCountAtOnce + 1 {
                let needed = Set(all.map(\.block))
                loaded = loaded.filter { needed.contains($0.key) }
            }
            let places = try blocks.withoutRepeats(all)
            let parts = places.map { (spans: load($0.block).spans, rows: $0.rows) }
            try visit(id, parts, places.map(\.block)) { try visitor.visit(&state, $0) }
        }
        return visitor.end(state)
    }

    /// Whether no span of the store can be left, as no row passes what the first stage needs.
    private var isNever: Bool { usesPredicates && CandidateTraces.isNever(plan, predicates) }
}
