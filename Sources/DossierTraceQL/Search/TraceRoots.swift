package import DossierQuery

/// The names and services of the roots of traces, as TraceQL has them.
package struct TraceRoots: Sendable {
    /// Each once; empty for traces without a root.
    package private(set) var names: Set<[UInt8]> = []
    package private(set) var services: Set<[UInt8]> = []

    /// None.
    package init() {}

    /// Reads those of the traces of which a pipeline leaves spans that are among some; `isCancelled`
    /// is asked before each block, on any thread.
    ///
    /// - Parameters:
    ///   - plan: The pipeline.
    ///   - spans: The spans that count, by block; nil for all.
    ///   - blocks: The spans of the store.
    ///   - isCancelled: Whether to give up.
    /// - Throws: ``TraceQLSearchError/cancelled`` after giving up, or an error of the store.
    /// - Complexity: O(spans) for each column that the query names, at most.
    package init(
        _ plan: PipelinePlan,
        among spans: [RowBits]?,
        in blocks: SpanBlocks,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws {
        let scan = TraceScan(plan, in: blocks, usesPredicates: true, isCancelled: isCancelled)
        let visitor = TraceScan.Visitor<TraceRoots, TraceRoots>(
            begin: { TraceRoots() },
            visit: { roots, visited in
                if let spans {
                    let counts = visited.spansets.contains { spanset in
                        spanset.spans.contains { span in
                            let place = visited.reference(span)
                            return spans[place.block][place.row]
                        }
                    }
                    guard counts else { return }
                }
                let root = try visited.trace.root()
                roots.names.insert(root.name.bytes)
                roots.services.insert(root.service.bytes)
            },
            end: { $0 }
        )
        try scan.run(visitor) { found in
            names.formUnion(found.names)
            services.formUnion(found.services)
        }
    }
}

extension TraceQLValue {
    /// The bytes of a text; none of anything else.
    fileprivate var bytes: [UInt8] { if case .string(let text) = self { Array(text) } else { [] } }
}
