internal import DossierColumns
internal import DossierPrimitives

/// The number of a field in a protobuf message, and how its value is encoded.
enum WireField: Equatable {
    case varint(UInt32)
    case fixed64(UInt32)
    /// A length, and so many bytes: a text, bytes, a message, or packed numbers.
    case bytes(UInt32)
    /// Fields up to the end of the group, in a deprecated encoding of messages.
    case group(UInt32)
    case fixed32(UInt32)

    var number: UInt32 {
        switch self {
        case .varint(let number), .fixed64(let number), .bytes(let number), .group(let number),
            .fixed32(let number):
            number
        }
    }
}

/// Reads the fields of one protobuf message from bytes in memory.
///
/// A trivial value: a copy reads the same fields again. Positions count from `base`, like those of
/// `Scanner`, so that failures and anomalies of both are placed alike.
struct WireReader {
    /// How deep groups may be nested.
    private static let groupDepthLimit = 100

    let base: UnsafePointer<UInt8>
    private(set) var position: Int
    /// Where the message ends.
    let end: Int

    init(base: UnsafePointer<UInt8>, position: Int, end: Int) {
        self.base = base
        self.position = position
        self.end = end
    }

    /// How many bytes of the message are left.
    var count: Int { end - position }
    var isAtEnd: Bool { position >= end }

    /// The bytes that are left.
    @inline(__always)
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + position, count: count)
    }

    /// Moves past bytes that are in the message.
    @inline(__always)
    mutating func advance(by byteCount: Int) {
        position += byteCount
    }

    /// The next field, whose value follows; nil at the end of the message.
    @inline(__always)
    mutating func nextField() throws(ReadFailure) -> WireField? {
        guard position < end else { return nil }
        let start = position
        let tag = try varint()
        guard tag >> 3 != 0, let number = UInt32(exactly: tag >> 3), number < 1 << 29 else {
            throw .invalid("invalid field number", at: start)
        }
        switch tag & 7 {
        case 0: return .varint(number)
        case 1: return .fixed64(number)
        case 2: return .bytes(number)
        case 3: return .group(number)
        case 4: throw .invalid("group ends that did not begin", at: start)
        case 5: return .fixed32(number)
        default: throw .invalid("unknown wire type", at: start)
        }
    }

    @inline(__always)
    mutating func varint() throws(ReadFailure) -> UInt64 {
        if position < end, base[position] < 0x80 {
            position &+= 1
            return UInt64(base[position &- 1])
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(ReadFailure) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end {
            let byte = base[position]
            position &+= 1
            guard shift < 63 || byte <= 1 else {
                throw .invalid("number of more than 64 bits", at: start)
            }
            value |= UInt64(byte & 0x7f) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
        throw .beyondMessage(at: start)
    }

    @inline(__always)
    mutating func fixed64() throws(ReadFailure) -> UInt64 {
        guard count >= 8 else { throw .beyondMessage(at: position) }
        defer { position &+= 8 }
        return UInt64(
            littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
        )
    }

    @inline(__always)
    mutating func fixed32() throws(ReadFailure) -> UInt32 {
        guard count >= 4 else { throw .beyondMessage(at: position) }
        defer { position &+= 4 }
        return UInt32(
            littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt32.self)
        )
    }

    /// The bytes behind a length, which may be a message.
    @inline(__always)
    mutating func content() throws(ReadFailure) -> WireReader {
        let start = position
        let length = try varint()
        guard length <= UInt64(count) else { throw .beyondMessage(at: start) }
        defer { position &+= Int(length) }
        return WireReader(base: base, position: position, end: position &+ Int(length))
    }

    /// Skips the value of a field.
    mutating func skip(_ field: WireField) throws(ReadFailure) {
        switch field {
        case .varint: _ = try varint()
        case .fixed64: _ = try fixed64()
        case .bytes: _ = try content()
        case .group(let number): try skipGroup(number)
        case .fixed32: _ = try fixed32()
        }
    }

    private mutating func skipGroup(_ number: UInt32) throws(ReadFailure) {
        var open = [number]
        while let last = open.last {
            let start = position
            var probe = self
            let tag = try probe.varint()
            if tag & 7 == 4 {
                guard tag >> 3 == UInt64(last) else {
                    throw .invalid("group ends that did not begin", at: start)
                }
                position = probe.position
                open.removeLast()
                continue
            }
            guard let field = try nextField() else { throw .beyondMessage(at: start) }
            guard case .group(let inner) = field else {
                try skip(field)
                continue
            }
            guard open.count < Self.groupDepthLimit else {
                throw .invalid("groups nested too deeply", at: start)
            }
            open.append(inner)
        }
    }
}

/// Values that OTLP has in several messages.
extension WireReader {
    /// A trace id, which may be all zeros; nil if it is empty.
    @inline(__always)
    mutating func traceID() throws(ReadFailure) -> TraceID? {
        let start = position
        var id = try content()
        if id.count == 0 { return nil }
        guard id.count == 16 else { throw .invalid("trace id that has not 16 bytes", at: start) }
        let high = try id.fixed64().byteSwapped
        return TraceID(high: high, low: try id.fixed64().byteSwapped)
    }

    /// A span id, which may be all zeros; nil if it is empty.
    @inline(__always)
    mutating func spanID() throws(ReadFailure) -> SpanID? {
        let start = position
        var id = try content()
        if id.count == 0 { return nil }
        guard id.count == 8 else { throw .invalid("span id that has not 8 bytes", at: start) }
        return SpanID(bits: try id.fixed64().byteSwapped)
    }

    /// A signed number of 32 bits in zigzag encoding, by its bits in 64.
    mutating func zigzag32() throws(ReadFailure) -> UInt64 {
        let start = position
        let word = try varint()
        guard word <= UInt64(UInt32.max) else {
            throw .invalid("number does not fit a 32-bit integer", at: start)
        }
        return unzigzag(word)
    }
}

extension ReadFailure {
    /// A value that extends past the end of its message, or of the input.
    static func beyondMessage(at position: Int) -> ReadFailure {
        ReadFailure(
            kind: .truncated,
            position: position,
            reason: "field extends past the end of its message"
        )
    }
}
