/// An error in the bytes of a chunk, and where.
package struct BlockError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        case checksumMismatch(stored: UInt64, computed: UInt64)
        /// The bytes end inside a value.
        case truncated
        /// Bytes follow the last value.
        case trailingBytes(Int)
        /// The encoding does not exist, or not for values of this type.
        case unknownEncoding(UInt8)
        /// A count, length, width, offset or code is out of its bounds.
        case outOfBounds(UInt64, limit: UInt64)
        case damagedLZ4
        /// Encodings are nested deeper, or hold more values, than any encoder writes.
        case tooComplex
        /// The chunk is encoded relative to another column, which was not given.
        case missingRelatedColumn
        /// No shape has this number.
        case unknownShape(UInt64)
        /// A long text has a fragment that is not stored.
        case unknownFragment(UInt32)
        /// The fragments of a long text don't have the text's length.
        case fragmentsDoNotFit(byteCount: Int)
        /// No slot has the number of the column.
        case unknownColumn
        /// The chunk has more or fewer values than there are rows for them.
        case valueCountMismatch(expected: Int, found: Int)
    }

    package var code: Code
    /// In the bytes of the chunk.
    package var byteOffset: Int
    /// The damaged column, where it is known.
    package var column: ColumnID?

    package init(_ code: Code, byteOffset: Int, column: ColumnID? = nil) {
        self.code = code
        self.byteOffset = byteOffset
        self.column = column
    }
}

extension BlockError: CustomStringConvertible {
    package var description: String {
        let location = column.map { "\($0), byte \(byteOffset)" } ?? "byte \(byteOffset)"
        return "\(location): \(code)"
    }
}

extension BlockError.Code: CustomStringConvertible {
    package var description: String {
        switch self {
        case .checksumMismatch(let stored, let computed):
            "checksum mismatch (stored \(hex(stored)), computed \(hex(computed)))"
        case .truncated: "unexpected end of data"
        case .trailingBytes(let count): "\(count) bytes after the last value"
        case .unknownEncoding(let id): "unexpected encoding \(id)"
        case .outOfBounds(let value, let limit): "\(value) exceeds the limit of \(limit)"
        case .damagedLZ4: "damaged LZ4 block"
        case .tooComplex: "nesting or expansion exceeds the limit"
        case .missingRelatedColumn: "the column it is encoded relative to is missing"
        case .unknownShape(let shape): "unknown shape id \(shape)"
        case .unknownFragment(let number): "unknown fragment \(number)"
        case .fragmentsDoNotFit(let byteCount):
            "the fragments of a text don't have its \(byteCount) bytes"
        case .unknownColumn: "unknown column"
        case .valueCountMismatch(let expected, let found):
            "\(found) values instead of \(expected)"
        }
    }

    private func hex(_ word: UInt64) -> String { String(word, radix: 16) }
}
