/// Unsigned LEB128 numbers: 7 bits a byte, the lowest first.
public enum Varint {
    @frozen
    public enum Failure: Error, Hashable, Sendable {
        /// The bytes end inside the number.
        case truncated
        /// The number has more than 64 bits; the tenth byte, which has room for one of them.
        case tooLarge(UInt8)
    }

    /// Reads the number at an index, and moves the index behind the bytes that were looked at.
    @inlinable
    @inline(__always)
    public static func read<Bytes: Collection>(
        _ bytes: Bytes,
        at index: inout Int
    ) throws(Failure) -> UInt64 where Bytes.Element == UInt8, Bytes.Index == Int {
        let end = bytes.endIndex
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < end {
            let byte = bytes[index]
            index &+= 1
            guard shift < 63 || byte <= 1 else { throw .tooLarge(byte) }
            value |= UInt64(byte & 0x7f) &<< shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
        throw .truncated
    }
}

extension [UInt8] {
    /// Appends an unsigned LEB128 number.
    @inlinable
    @inline(__always)
    public mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a count, which is not negative, as an unsigned LEB128 number.
    @inlinable
    @inline(__always)
    public mutating func appendVarint(_ count: Int) { appendVarint(UInt64(count)) }
}

/// A two's complement word with its sign in the lowest bit, so that small numbers of both signs are
/// small words.
@inlinable
@inline(__always)
public func zigzag(_ word: UInt64) -> UInt64 {
    (word << 1) ^ UInt64(bitPattern: Int64(bitPattern: word) >> 63)
}

@inlinable
@inline(__always)
public func unzigzag(_ word: UInt64) -> UInt64 { (word >> 1) ^ (0 &- (word & 1)) }
