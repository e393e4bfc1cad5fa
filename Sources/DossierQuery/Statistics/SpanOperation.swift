import DossierBlocks
import DossierColumns
package import DossierStore

/// What spans do: a name and a kind, of a service.
package struct SpanOperation: Hashable, Sendable {
    /// `service.name` of the spans' resource; nil if it has none.
    package let service: [UInt8]?
    package let name: [UInt8]
    /// As OTLP numbers them.
    package let kind: UInt64

    /// The operations of a store.
    ///
    /// - Complexity: O(spans), over three columns.
    package static func all(in reader: StoreReader) throws -> Set<SpanOperation> {
        let blocks = try reader.blocks(of: .span)
        // After the blocks, since a writer may add to both meanwhile.
        let services = ServiceNumbers(try reader.serviceNameBytes())
        let found = try parallelMap(blocks) { try operations(of: $0, services, in: reader) }
        return found.reduce(into: []) { $0.formUnion($1) }
    }

    /// An operation within a block.
    private struct Key: Hashable {
        let service: UInt32
        let name: UInt64
        let kind: UInt64
    }

    private static func operations(
        of block: BlockInfo,
        _ services: ServiceNumbers,
        in reader: StoreReader
    ) throws -> Set<SpanOperation> {
        let columns = try reader.columns(
            [.field(.resource), .field(.name), .field(.kind)],
            of: .span,
            in: block
        ).compactMap { $0 }
        guard columns.count == 3 else { return [] }
        let words = columns.map(\.words.words)
        var keys: Set<Key> = []
        var last: Key?
        for row in 0..<(words.map(\.count).min() ?? 0) {
            let key = Key(
                service: services[words[0][row]],
                name: words[1][row],
                kind: words[2][row]
            )
            if key != last { keys.insert(key) }
            last = key
        }
        let names = columns[1].strings
        return Set(
            keys.map { key in
                SpanOperation(
                    service: services.names[Int(key.service)],
                    name: Array(names[UInt32(truncatingIfNeeded: key.name)]),
                    kind: key.kind
                )
            }
        )
    }
}
