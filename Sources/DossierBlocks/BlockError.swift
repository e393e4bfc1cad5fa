/// Why the bytes of a chunk can't be decoded, and where.
package struct BlockError: Error, Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        case checksumMismatch(stored: UInt64, computed: UInt64)
        /// The bytes end inside a value.
        case truncated
        /// Bytes follow the last value.
        case trailingBytes(Int)
        /// The encoding is none of this format, or none for values of this type.
        case unknownEncoding(UInt8)
        /// A count, length, width, offset or code is out of its bounds.
        case outOfBounds(UInt64, limit: UInt64)
        case damagedLZ4
        /// The encodings are nested deeper, or hold more values, than an encoder ever writes.
        case tooComplex
        /// The chunk is told by another column, which was not given.
        case missingRelatedColumn
        /// The number of values does not fit the number of rows.
        case valueCountMismatch(expected: Int, found: Int)
    }

    package var code: Code
    /// In the bytes of the chunk.
    package var byteOffset: Int
    /// The column that could not be decoded, where the decoder of a whole block knows it.
    package var column: ColumnID?

    package init(_ code: Code, byteOffset: Int, column: ColumnID? = nil) {
        self.code = code
        self.byteOffset = byteOffset
        self.column = column
    }
}

extension BlockError: CustomStringConvertible {
    package var description: String {
        let place = column.map { "\($0), byte \(byteOffset)" } ?? "byte \(byteOffset)"
        return "\(place): \(code)"
    }
}

extension BlockError.Code: CustomStringConvertible {
    package var description: String {
        switch self {
        case .checksumMismatch(let stored, let computed):
            "checksum mismatch (stored \(hex(stored)), computed \(hex(computed)))"
        case .truncated: "the bytes end inside a value"
        case .trailingBytes(let count): "\(count) bytes follow the last value"
        case .unknownEncoding(let id): "encoding \(id) is unknown here"
        case .outOfBounds(let value, let limit): "\(value) is above its limit of \(limit)"
        case .damagedLZ4: "damaged LZ4 block"
        case .tooComplex: "nested deeper, or longer, than any encoder writes"
        case .missingRelatedColumn: "the column that tells this one was not read"
        case .valueCountMismatch(let expected, let found):
            "\(found) values where the rows have \(expected)"
        }
    }

    private func hex(_ word: UInt64) -> String { String(word, radix: 16) }
}
