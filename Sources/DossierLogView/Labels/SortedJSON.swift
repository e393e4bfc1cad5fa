import DossierColumns
import DossierPrimitives

/// JSON of values, with the members of objects in the order of their names.
enum SortedJSON {
    private struct Node {
        let token: CompositeToken
        /// The name of a member; nil for others.
        var key: Range<Int>?
        var children: [Int] = []
    }

    /// The JSON of a value in the composite encoding, without spaces; of members with one name the
    /// last stays, and bytes are in Base64.
    ///
    /// Takes time linear in the bytes, but for sorting names; how deep values lie does not matter.
    static func text(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        let nodes = nodes(of: bytes)
        guard !nodes.isEmpty else { return [] }
        var writer = JSONWriter(escaping: .required)
        var open: [(children: [Int], next: Int, isList: Bool)] = [([0], 0, false)]
        while let top = open.last {
            guard top.next < top.children.count else {
                open.removeLast()
                // The value itself is in nothing.
                guard !open.isEmpty else { break }
                if top.isList { writer.endObject() } else { writer.endArray() }
                continue
            }
            open[open.count - 1].next += 1
            let node = nodes[top.children[top.next]]
            if let key = node.key { writer.dynamicKey(bytes[key]) }
            switch node.token {
            case .empty: writer.null()
            case .bool(let value): writer.bool(value)
            case .int(let value): writer.integer(value)
            case .double(let bits): write(Double(bitPattern: bits), to: &writer)
            case .string(let range): writer.string(bytes[range])
            case .bytes(let range): writer.string(encodeBase64(bytes[range]))
            case .json(let range): writer.json(bytes[range])
            case .array:
                writer.beginArray()
                open.append((node.children, 0, false))
            case .list:
                writer.beginObject()
                open.append((sorted(node.children, nodes, bytes), 0, true))
            }
        }
        return writer.bytes
    }

    private static func write(_ value: Double, to writer: inout JSONWriter) {
        let text = FloatText.json(value)
        if value.isFinite { writer.json(Array(text.utf8)[...]) } else { writer.string(text) }
    }

    /// All values, each before those that it has; what is damaged ends them.
    private static func nodes(of bytes: ArraySlice<UInt8>) -> [Node] {
        var nodes: [Node] = []
        var reader = CompositeReader(bytes)
        var open: [(node: Int, left: Int, isList: Bool)] = []
        repeat {
            var key: Range<Int>?
            if let top = open.last {
                guard top.left > 0 else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].left -= 1
                if top.isList {
                    key = reader.key()
                    guard key != nil else { break }
                }
            }
            guard let token = reader.next() else { break }
            if let top = open.last { nodes[top.node].children.append(nodes.count) }
            switch token {
            case .array(let count): open.append((nodes.count, count, false))
            case .list(let count): open.append((nodes.count, count, true))
            default: break
            }
            nodes.append(Node(token: token, key: key))
        } while !open.isEmpty
        return nodes
    }

    private static func sorted(
        _ members: [Int],
        _ nodes: [Node],
        _ bytes: ArraySlice<UInt8>
    ) -> [Int] {
        func key(_ member: Int) -> ArraySlice<UInt8> { bytes[nodes[member].key ?? 0..<0] }
        let sorted = members.sorted { left, right in
            let (one, other) = (key(left), key(right))
            return one.elementsEqual(other) ? left < right : one.lexicographicallyPrecedes(other)
        }
        return sorted.indices.filter { index in
            index + 1 == sorted.count || !key(sorted[index]).elementsEqual(key(sorted[index + 1]))
        }.map { sorted[$0] }
    }
}
