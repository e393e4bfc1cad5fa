import DossierPrimitives

/// Builds a value in the composite encoding: an `AnyValue` tree as bytes (`docs/format.md`).
///
/// A list is opened, filled and closed, so that no caller needs recursion.
package struct CompositeWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var openLists: [Int] = []

    package init() {}

    package var depth: Int { openLists.count }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        openLists.removeAll(keepingCapacity: true)
    }

    package mutating func empty() { bytes.append(CompositeTag.empty.rawValue) }

    package mutating func bool(_ value: Bool) {
        bytes.append((value ? CompositeTag.true : .false).rawValue)
    }

    package mutating func int(_ value: Int64) {
        bytes.append(CompositeTag.int.rawValue)
        bytes.appendVarint(zigzag(UInt64(bitPattern: value)))
    }

    package mutating func double(bits: UInt64) {
        bytes.append(CompositeTag.double.rawValue)
        withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func string(_ value: UnsafeRawBufferPointer) { text(.string, value) }
    package mutating func string(_ value: [UInt8]) { value.withUnsafeBytes { text(.string, $0) } }

    package mutating func blob(_ value: [UInt8]) { value.withUnsafeBytes { text(.bytes, $0) } }

    /// JSON text of a value nested too deeply.
    package mutating func json(_ value: UnsafeRawBufferPointer) { text(.json, value) }

    /// The key of the next value of a key-value list.
    package mutating func key(_ key: UnsafeRawBufferPointer) {
        bytes.appendVarint(key.count)
        bytes.append(contentsOf: key.assumingMemoryBound(to: UInt8.self))
    }

    package mutating func key(_ key: StaticString) {
        key.withUTF8Buffer { self.key(UnsafeRawBufferPointer($0)) }
    }

    package mutating func beginArray() { open(.array) }
    package mutating func beginList() { open(.list) }

    /// Closes the list opened last, which holds `count` values.
    package mutating func end(count: Int) {
        guard let offset = openLists.popLast() else {
            preconditionFailure("end(count:) without a list being open")
        }
        let word = UInt32(truncatingIfNeeded: count)
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: word >> (8 * index))
        }
    }

    /// Appends a value that is in the composite encoding already.
    package mutating func composite(_ value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    private mutating func open(_ tag: CompositeTag) {
        bytes.append(tag.rawValue)
        openLists.append(bytes.count)
        bytes.append(contentsOf: [0, 0, 0, 0])
    }

    private mutating func text(_ tag: CompositeTag, _ value: UnsafeRawBufferPointer) {
        bytes.append(tag.rawValue)
        bytes.appendVarint(value.count)
        bytes.append(contentsOf: value.assumingMemoryBound(to: UInt8.self))
    }
}

/// The first byte of a value in the composite encoding.
///
/// Part of the file format.
package enum CompositeTag: UInt8, Sendable {
    case empty = 0
    case string = 1
    case `false` = 2
    case `true` = 3
    case int = 4
    case double = 5
    case bytes = 6
    case array = 7
    case list = 8
    case json = 9
}

/// One step of reading a composite: a scalar, or the start of a list whose items follow.
package enum CompositeToken: Sendable {
    case empty
    case bool(Bool)
    case int(Int64)
    case double(bits: UInt64)
    case string(Range<Int>)
    case bytes(Range<Int>)
    case json(Range<Int>)
    case array(count: Int)
    case list(count: Int)
}

/// Reads a composite front to back.
///
/// Returns nil for damaged bytes; never traps.
package struct CompositeReader: Sendable {
    package let bytes: ArraySlice<UInt8>
    package private(set) var position: Int

    /// Whether the bytes may end inside a text, of which the reader then gives the start.
    private let isCut: Bool

    /// `isCut` says that the bytes may be the start of a composite only.
    package init(_ bytes: ArraySlice<UInt8>, isCut: Bool = false) {
        self.bytes = bytes
        self.isCut = isCut
        position = bytes.startIndex
    }

    package var isAtEnd: Bool { position >= bytes.endIndex }

    /// The range of the next key of a key-value list; nil if the bytes are damaged.
    package mutating func key() -> Range<Int>? { text() }

    /// The next value or list start; nil at the end or if the bytes are damaged.
    package mutating func next() -> CompositeToken? {
        guard position < bytes.endIndex, let tag = CompositeTag(rawValue: bytes[position]) else {
            return nil
        }
        position += 1
        switch tag {
        case .empty: return .empty
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .int:
            guard let word = varint() else { return nil }
            return .int(Int64(bitPattern: unzigzag(word)))
        case .double:
            guard let bits = fixed(8) else { return nil }
            return .double(bits: bits)
        case .string: return text().map { .string($0) }
        case .bytes: return text().map { .bytes($0) }
        case .json: return text().map { .json($0) }
        case .array: return fixed(4).map { .array(count: Int($0)) }
        case .list: return fixed(4).map { .list(count: Int($0)) }
        }
    }

    /// Skips a whole value, however deep; returns its bytes, or nil if it is damaged.
    package mutating func skipValue() -> Range<Int>? {
        let start = position
        var open: [(left: Int, hasKeys: Bool)] = []
        while true {
            guard let token = next() else { return nil }
            switch token {
            case .array(let count): open.append((count, false))
            case .list(let count): open.append((count, true))
            default: break
            }
            while let last = open.last, last.left == 0 { open.removeLast() }
            guard let last = open.last else { return start..<position }
            open[open.count - 1].left -= 1
            if last.hasKeys { guard key() != nil else { return nil } }
        }
    }

    private mutating func text() -> Range<Int>? {
        guard var count = varint() else { return nil }
        if isCut { count = min(count, UInt64(bytes.endIndex - position)) }
        guard count <= UInt64(bytes.endIndex - position) else { return nil }
        let start = position
        position += Int(count)
        return start..<position
    }

    private mutating func fixed(_ count: Int) -> UInt64? {
        guard bytes.endIndex - position >= count else { return nil }
        var word: UInt64 = 0
        for index in 0..<count { word |= UInt64(bytes[position + index]) << (8 * UInt64(index)) }
        position += count
        return word
    }

    private mutating func varint() -> UInt64? { try? Varint.read(bytes, at: &position) }
}
