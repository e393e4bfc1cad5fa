import DossierBlocks
package import DossierColumns
package import DossierStore

extension StoreReader {
    /// The traces that have a span of a service.
    ///
    /// - Complexity: O(spans), over two columns.
    package func traces(withSpanOf service: String) throws -> Set<TraceID> {
        let names = try serviceNames()
        let resources = Set(names.indices.filter { names[$0] == service }.map(UInt64.init))
        var traces: Set<TraceID> = []
        if resources.isEmpty { return traces }
        for block in try blocks(of: .span) {
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
}
