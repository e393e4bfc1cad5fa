import DossierBlocks
package import DossierColumns
package import DossierStore

extension StoreReader {
    /// The traces that have a span of a service.
    ///
    /// - Complexity: O(spans), over two columns.
    package func traces(withSpanOf service: String) throws -> Set<TraceID> {
        let blocks = try blocks(of: .span)
        // After the blocks, since a writer may add to both meanwhile.
        let names = try serviceNames()
        let resources = Set(names.indices.filter { names[$0] == service }.map(UInt64.init))
        var traces: Set<TraceID> = []
        if resources.isEmpty { return traces }
        for block in blocks {
            let columns = try self.columns(
                [.field(.trace), .field(.resource)],
                of: .span,
                in: block
            )
            guard let found = columns[0], let own = columns[1]?.words.words else { continue }
            var recent = noTrace
            for (trace, resource) in zip(found.words.words, own)
            where trace != recent && trace != noTrace && resources.contains(resource) {
                traces.insert(found.traces[Int(trace)])
                recent = trace
            }
        }
        return traces
    }

    /// The traces that have a span with this id.
    ///
    /// - Complexity: O(spans), over one column.
    package func traces(withSpanID id: UInt64) throws -> Set<TraceID> {
        let found = try parallelMap(try blocks(of: .span)) { block -> [TraceID] in
            guard
                let ids = try self.columns([.field(.spanID)], of: .span, in: block)[0]?.words.words,
                ids.contains(id),
                let traces = try self.columns([.field(.trace)], of: .span, in: block)[0]
            else { return [] }
            return zip(ids, traces.words.words)
                .filter { $0 == id && $1 != noTrace }
                .map { traces.traces[Int($1)] }
        }
        return Set(found.joined())
    }
}
