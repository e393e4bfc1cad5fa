/// Containers of the two compressions, with the content as it is: enough for a decoder.
enum Compressed {
    /// A gzip member of stored blocks (RFC 1952, RFC 1951).
    static func gzip(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
        var start = 0
        repeat {
            let end = min(start + 65_535, content.count)
            let count = UInt16(end - start)
            bytes.append(end == content.count ? 1 : 0)
            bytes += littleEndian(UInt64(count), 2) + littleEndian(UInt64(~count), 2)
            bytes += content[start..<end]
            start = end
        } while start < content.count
        return bytes + littleEndian(UInt64(checksum(content)), 4)
            + littleEndian(UInt64(content.count), 4)
    }

    /// A zstd frame of raw blocks (RFC 8878).
    static func zstd(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x50]
        var start = 0
        repeat {
            let end = min(start + 100_000, content.count)
            bytes += littleEndian(UInt64(end - start) << 3 | (end == content.count ? 1 : 0), 3)
            bytes += content[start..<end]
            start = end
        } while start < content.count
        return bytes
    }

    private static func littleEndian(_ value: UInt64, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    private static func checksum(_ content: [UInt8]) -> UInt32 {
        ~content.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { bits, _ in
                bits >> 1 ^ (bits & 1 == 1 ? 0xedb8_8320 : 0)
            }
        }
    }
}
