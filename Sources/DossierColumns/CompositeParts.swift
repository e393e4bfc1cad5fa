/// The keys and values of a composite in their order, those of lists and arrays within it too, however
/// deep they are; they end where the bytes are damaged.
package struct CompositeParts: Sequence, IteratorProtocol {
    package enum Part {
        /// Where the key of the value that follows is.
        case key(Range<Int>)
        /// A scalar, or the start of a list or array.
        case value(CompositeToken)
    }

    private var reader: CompositeReader
    /// How many values are left of each list or array that is open, and whether they have keys.
    private var open: [(left: Int, isList: Bool)] = []
    private var isValueNext = true

    package init(_ bytes: ArraySlice<UInt8>) {
        reader = CompositeReader(bytes)
    }

    package mutating func next() -> Part? {
        if !isValueNext {
            while let top = open.last, top.left == 0 { open.removeLast() }
            guard let top = open.last else { return nil }
            open[open.count - 1].left -= 1
            if top.isList {
                guard let key = reader.key() else { return end() }
                isValueNext = true
                return .key(key)
            }
        }
        isValueNext = false
        guard let token = reader.next() else { return end() }
        switch token {
        case .array(let count): open.append((count, false))
        case .list(let count): open.append((count, true))
        default: break
        }
        return .value(token)
    }

    private mutating func end() -> Part? {
        isValueNext = false
        open = []
        return nil
    }
}
