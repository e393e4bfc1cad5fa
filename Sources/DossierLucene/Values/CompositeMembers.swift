internal import DossierColumns

/// The elements of arrays, however deep they nest; anything else is its own element.
enum CompositeElements {
    /// Whether some element passes that is not null; it is told which are maps.
    static func contains(
        in bytes: ArraySlice<UInt8>,
        where passes: (ArraySlice<UInt8>, _ isMap: Bool) -> Bool
    ) -> Bool {
        var reader = CompositeReader(bytes)
        var open: [Int] = []
        repeat {
            if let left = open.last {
                if left == 0 {
                    open.removeLast()
                    continue
                }
                open[open.count - 1] = left - 1
            }
            var element = reader
            guard let token = reader.next() else { return false }
            switch token {
            case .array(let count): open.append(count)
            case .empty: break
            case .list, .json:
                guard let range = element.skipValue() else { return false }
                reader = element
                if passes(bytes[range], true) { return true }
            default:
                guard let range = element.skipValue() else { return false }
                if passes(bytes[range], false) { return true }
            }
        } while !open.isEmpty
        return false
    }
}

/// The members of maps by dotted name: `a.b` is `b` in `a`, or a member of that name.
enum CompositeMembers {
    /// The values of a member: none if there is no such member, or if it is null.
    ///
    /// There are several if there are maps in an array. A longer key goes before a shorter one.
    /// Recursion is bounded by the names in the path.
    static func values(
        at path: ArraySlice<UInt8>,
        in bytes: ArraySlice<UInt8>
    ) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        _ = CompositeElements.contains(in: bytes) { element, isMap in
            if isMap { found += values(at: path, inMap: element) }
            return false
        }
        return found
    }

    private static func values(
        at path: ArraySlice<UInt8>,
        inMap bytes: ArraySlice<UInt8>
    ) -> [ArraySlice<UInt8>] {
        var candidates: [(length: Int, value: ArraySlice<UInt8>)] = []
        forEachMember(of: bytes) { key, value in
            let length = key.count
            guard path.starts(with: key),
                length == path.count || path[path.startIndex + length] == UInt8(ascii: ".")
            else { return }
            // Of members of one name the last one counts.
            candidates.removeAll { $0.length == length }
            candidates.append((length, value))
        }
        for (length, value) in candidates.sorted(by: { $0.length > $1.length }) {
            if length == path.count {
                if CompositeElements.contains(in: value, where: { _, _ in true }) { return [value] }
            } else {
                let inner = values(at: path.dropFirst(length + 1), in: value)
                if !inner.isEmpty { return inner }
            }
        }
        return []
    }

    /// Values nest less deep where they come from; what is deeper is damage.
    private static let depthLimit = 128

    /// Whether some member passes whose dotted name begins so, or anything below it.
    static func contains(
        in bytes: ArraySlice<UInt8>,
        beginning prefix: ArraySlice<UInt8>,
        depth: Int = 0,
        where passes: (ArraySlice<UInt8>) -> Bool
    ) -> Bool {
        guard depth < depthLimit else { return false }
        return CompositeElements.contains(in: bytes) { element, isMap in
            guard isMap else { return false }
            var isFound = false
            forEachMember(of: element) { key, value in
                guard !isFound else { return }
                let isBelow =
                    prefix.count > key.count && prefix.starts(with: key)
                    && prefix[prefix.startIndex + key.count] == UInt8(ascii: ".")
                if key.starts(with: prefix) {
                    isFound =
                        passes(value)
                        || contains(in: value, beginning: [], depth: depth + 1, where: passes)
                } else if isBelow {
                    isFound = contains(
                        in: value,
                        beginning: prefix.dropFirst(key.count + 1),
                        depth: depth + 1,
                        where: passes
                    )
                }
            }
            return isFound
        }
    }

    /// Calls `body` with the key and value of each member of a map.
    private static func forEachMember(
        of bytes: ArraySlice<UInt8>,
        _ body: (_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void
    ) {
        var reader = CompositeReader(bytes)
        guard case .list(let count) = reader.next() else { return }
        for _ in 0..<count {
            guard let key = reader.key(), let value = reader.skipValue() else { return }
            body(bytes[key], bytes[value])
        }
    }
}
