/// The header of a zstd frame, as far as recognising frames needs it (RFC 8878, section 3.1.1.1).
struct ZstdFrameHeader {
    static let magic: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd]
    /// The magic, the longest header, and the header of the first block.
    static let byteCountMax = 4 + 14 + blockHeaderByteCount
    /// The magic, the shortest header, and an empty block.
    static let frameByteCountMin = 4 + 2 + blockHeaderByteCount

    static let blockHeaderByteCount = 3
    private static let blockByteCountMax: UInt64 = 128 << 10

    /// How many decoded bytes have to be kept in memory for the frame.
    let windowByteCount: UInt64

    /// Reads the header that starts at the first unread byte; nil if there is none, or if it is cut
    /// short.
    ///
    /// The magic alone occurs by chance once in 4 GiB of compressed data; with the bits that have
    /// to be zero and the first block's type and size, once in 170 GiB.
    init?(_ encoded: EncodedBytes) {
        guard encoded.hasBytes(Self.magic), encoded.availableCount >= 5 else { return nil }
        let descriptor = encoded[4]
        let isReservedBitZero = descriptor & 0x08 == 0
        let isSingleSegment = descriptor & 0x20 != 0
        let dictionaryFlag = Int(descriptor & 3)
        let dictionaryByteCount = dictionaryFlag == 3 ? 4 : dictionaryFlag
        let sizeFlag = Int(descriptor >> 6)
        let sizeByteCount = sizeFlag > 0 ? 1 << sizeFlag : isSingleSegment ? 1 : 0
        let sizeIndex = 5 + (isSingleSegment ? 0 : 1) + dictionaryByteCount
        let blockIndex = sizeIndex + sizeByteCount
        guard isReservedBitZero,
            blockIndex + Self.blockHeaderByteCount <= encoded.availableCount
        else { return nil }

        if isSingleSegment {
            let size = (0..<sizeByteCount).reversed().reduce(UInt64(0)) {
                $0 << 8 | UInt64(encoded[sizeIndex + $1])
            }
            windowByteCount = sizeByteCount == 2 ? size + 256 : size
        } else {
            let window = UInt64(encoded[5])
            windowByteCount = (8 + (window & 7)) << (7 + (window >> 3))
        }

        let block = (0..<3).reversed().reduce(UInt64(0)) {
            $0 << 8 | UInt64(encoded[blockIndex + $1])
        }
        let isReservedType = (block >> 1) & 3 == 3
        guard !isReservedType, block >> 3 <= Self.blockByteCountMax else { return nil }
    }
}
