/// A text as its bytes: compared, ordered and hashed byte by byte, whether valid UTF-8 or not.
///
/// PromQL's escapes can write any byte, and label values are compared by their bytes, whereas
/// `String` compares by canonical equivalence.
package struct ByteString: Hashable, Sendable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package init(_ text: Substring) {
        bytes = Array(text.utf8)
    }

    package var isEmpty: Bool { bytes.isEmpty }
}

extension ByteString: Comparable {
    package static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.bytes.lexicographicallyPrecedes(rhs.bytes)
    }
}

extension ByteString: ExpressibleByStringLiteral {
    package init(stringLiteral value: StaticString) {
        bytes = value.withUTF8Buffer { Array($0) }
    }
}

extension ByteString: CustomStringConvertible {
    /// The text, with the replacement character where the bytes are not UTF-8.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
