import DossierColumns

/// Where in an array or a key-value list a value is.
struct CompositeSearch {
    /// Where members are that are the value.
    struct Member: Hashable {
        /// The first key on the way to it; empty if that is none.
        var key: [UInt8] = []
        /// Where it is below, as `ValuePlace.path` has it.
        var path: [UInt8] = []
    }

    /// A list or an array that is open.
    private struct Level {
        var left: Int
        let isList: Bool
        /// The key of the member that is being read.
        var key: Range<Int>?
    }

    private let value: SoughtValue
    private let asWord: Bool
    private let bytes: ArraySlice<UInt8>
    /// The types of the members that are the value.
    private(set) var members: [Member: ValueTypes] = [:]

    /// Looks through a value in the composite encoding, however deep; nothing is found behind
    /// damage.
    ///
    /// `takesKey` says that the first key is that of an attribute, and no part of the path.
    init(_ bytes: ArraySlice<UInt8>, _ value: SoughtValue, asWord: Bool, takesKey: Bool) {
        self.bytes = bytes
        self.value = value
        self.asWord = asWord
        var reader = CompositeReader(bytes)
        var open: [Level] = []
        while let token = reader.next() {
            switch token {
            case .array(let count): open.append(Level(left: count, isList: false))
            case .list(let count): open.append(Level(left: count, isList: true))
            default:
                if let types = types(of: token) { add(types, open, takesKey) }
            }
            while let last = open.last, last.left == 0 { open.removeLast() }
            guard let last = open.last else { return }
            open[open.count - 1].left -= 1
            guard last.isList else { continue }
            guard let key = reader.key() else { return }
            open[open.count - 1].key = key
        }
    }

    /// The type of a member that is the value; nil for any other.
    private func types(of token: CompositeToken) -> ValueTypes? {
        switch token {
        case .bool(let flag): value.bool == flag ? .bool : nil
        case .int(let number): value.int == number ? .int : nil
        case .double(let bits): value.matches(Double(bitPattern: bits)) ? .double : nil
        case .string(let range):
            value.matches(text: bytes[range], asWord: asWord) ? .string : nil
        case .bytes(let range): value.matches(bytes: bytes[range]) ? .bytes : nil
        case .json(let range): value.matches(text: bytes[range], asWord: true) ? .string : nil
        case .empty, .array, .list: nil
        }
    }

    private mutating func add(_ types: ValueTypes, _ open: [Level], _ takesKey: Bool) {
        var member = Member()
        var levels = open[...]
        if takesKey, let key = levels.popFirst()?.key { member.key = Array(bytes[key]) }
        for level in levels {
            if let key = level.key {
                if !member.path.isEmpty { member.path.append(UInt8(ascii: ".")) }
                member.path += bytes[key]
            } else {
                member.path += Array("[]".utf8)
            }
        }
        members[member, default: []].formUnion(types)
    }
}
