/// How a stream of values is laid out: its first byte.
///
/// Part of the file format:
/// `docs/format.md` describes each byte by byte.
enum Encoding: UInt8, Sendable {
    /// One word for all values.
    case constant = 0
    /// Differences to one base, all of one width in bits.
    case flat = 1
    /// Blocks of 128 values with a base, a width and exceptions each.
    case packed = 2
    /// The first value, then the differences between neighbours as a stream.
    case delta = 3
    /// The same with the sign in the lowest bit.
    case zigzagDelta = 4
    /// Values that repeat: a stream of values and a stream of run lengths.
    case runs = 5
    /// Distinct values, and a stream of codes.
    case dictionary = 6
    /// Literal values, and copies of values that came before.
    case repeats = 7
    /// Differences to one base, of one width in bytes, row by row, then LZ4.
    case bytes = 8
    /// Differences to one base, all lowest bytes first, then LZ4.
    case planes = 9
    /// A base and a factor; a stream of multiples.
    case multiples = 10
    /// Huffman codes of the widths of the words, each followed by the word's bits.
    case huffman = 11

    /// Differences to the related column; only as the first byte of a chunk.
    case difference = 16
    /// Ids, as distances in rows to the row that has the id.
    case rowDistances = 17
    /// Ids, as numbers of the rows that have them.
    case rowNumbers = 18

    /// Distinct strings, and a stream of codes.
    case dictionaryText = 32
    /// Lengths, and the strings end to end.
    case plainText = 33
    /// Strings of whole words, as differences to the string before.
    case vectors = 34
    /// Templates, and what varies in them.
    case templates = 35
    /// Long texts as fragments, and a column of the others.
    case longTexts = 36

    /// Doubles in segments, each a stream of its own.
    case segments = 48
    /// Doubles as whole multiples of a power of ten.
    case decimal = 49
    /// Doubles, each XORed with the one before.
    case xor = 50
    /// As `repeats`, the literals being doubles.
    case repeatedDoubles = 51

    /// Distinct trace ids, and a stream of codes.
    case traces = 64
}

/// Bounds that hold for every chunk, so that damaged bytes can't claim more.
package enum ChunkLimits {
    /// More values than any chunk has: 128 MiB of words.
    package static let valueCountMax = 1 << 24
    /// How deep streams lie within streams.
    static let depthMax = 8
    /// The raw bytes of one LZ4 block.
    static let sectionBlockByteCount = 1 << 20
    /// LZ4 can't make more of a byte than this.
    static let lz4RatioMax = 255
    /// A chunk of templates holds no more bytes of text for each of its own than this.
    static let templateRatioMax = 1024
}
