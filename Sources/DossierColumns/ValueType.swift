/// What one 64-bit word of a column stands for.
///
/// Raw values are part of the file format.
public enum ValueType: UInt8, CaseIterable, Sendable {
    /// An `AnyValue` with no member; nothing is stored besides the shape.
    case empty = 0
    /// A code into the string table of the batch; UTF-8, lone surrogates as WTF-8.
    case string = 1
    /// 0 or 1.
    case bool = 2
    /// An `Int64`, or a `UInt64` where the field is unsigned, by its bits.
    case int = 3
    /// A `Double`, by its bits.
    case double = 4
    /// A code into the string table: raw bytes.
    case bytes = 5
    /// A code into the string table: an array or key-value list in the composite encoding.
    case composite = 6

    /// Nanoseconds since the Unix epoch; 0 is unknown, above `Int64.max` is kept but not indexed.
    case time = 16
    /// Eight id bytes, big-endian; 0 is none.
    case spanID = 17
    /// A code into the trace table of the batch, or `noTrace`.
    case trace = 18
    /// A code into one of the dictionaries, or into the shapes of the table.
    case reference = 19
    /// A row number in another table, of the same block or of the file.
    case row = 20
    /// A small number from a closed or nearly closed set.
    case enumeration = 21
    /// A code into the string table: little-endian 64-bit unsigned words.
    case words = 22
    /// A code into the string table: little-endian doubles.
    case doubles = 23

    /// Whether the word is a code into the string table of the batch.
    public var isText: Bool {
        switch self {
        case .string, .bytes, .composite, .words, .doubles: true
        default: false
        }
    }
}

/// The word of a `trace` column in a row that belongs to no trace.
public var noTrace: UInt64 { UInt64(UInt32.max) }
