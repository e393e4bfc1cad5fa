internal import DossierColumns

/// A W3C trace id: 16 bytes.
public struct TraceID: Hashable, Comparable, Sendable {
    let stored: DossierColumns.TraceID

    init(_ stored: DossierColumns.TraceID) {
        self.stored = stored
    }

    /// Reads 32 hexadecimal digits of any case; nil for anything else.
    public init?(hex: String) {
        guard let stored = DossierColumns.TraceID(hex: hex) else { return nil }
        self.stored = stored
    }

    /// The id as 32 lower-case hexadecimal digits.
    public var hex: String { stored.hex }

    /// Orders ids by their bytes.
    public static func < (left: TraceID, right: TraceID) -> Bool { left.stored < right.stored }
}

extension TraceID: CustomStringConvertible {
    /// The id as 32 lower-case hexadecimal digits.
    public var description: String { hex }
}

/// A W3C span id: 8 bytes.
public struct SpanID: Hashable, Comparable, Sendable {
    private let bits: UInt64

    /// The id as the word of a column.
    var stored: UInt64 { bits }

    /// The id of a column's word; nil for zero, which is no id.
    package init?(bits: UInt64) {
        guard bits != 0 else { return nil }
        self.bits = bits
    }

    /// Reads 16 hexadecimal digits of any case; nil for anything else, and for zeros alone.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 16, let bits = digits.withUnsafeBytes({ hexWord($0, at: 0) }) else {
            return nil
        }
        self.init(bits: bits)
    }

    /// The id as 16 lower-case hexadecimal digits.
    public var hex: String { DossierColumns.SpanID(bits: bits).hex }

    /// Orders ids by their bytes.
    public static func < (left: SpanID, right: SpanID) -> Bool { left.bits < right.bits }
}

extension SpanID: CustomStringConvertible {
    /// The id as 16 lower-case hexadecimal digits.
    public var description: String { hex }
}
