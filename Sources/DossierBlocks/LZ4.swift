internal import CLZ4

/// The calls into LZ4.
enum LZ4 {
    /// How hard to look for what repeats.
    enum Level {
        /// LZ4's fast compressor.
        case fast
        /// LZ4 HC, as far as it takes only a few times as long as the fast one on short sequences
        /// of few distinct bytes, where the fast one finds little.
        case middle
        case high
    }

    /// Compresses a block; nil unless that saves at least 1/32 (3 %) of it.
    static func compress(_ raw: UnsafeRawBufferPointer, level: Level) -> [UInt8]? {
        let room = raw.count - raw.count / 32 - 1
        guard room > 0, let source = raw.baseAddress?.assumingMemoryBound(to: CChar.self) else {
            return nil
        }
        let packed = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            guard let target = buffer.baseAddress else { return }
            // 0 where the result does not fit into the room.
            let result = target.withMemoryRebound(to: CChar.self, capacity: room) { target in
                switch level {
                case .fast:
                    LZ4_compress_fast(source, target, Int32(raw.count), Int32(room), 1)
                case .middle:
                    LZ4_compress_HC(source, target, Int32(raw.count), Int32(room), 4)
                case .high:
                    LZ4_compress_HC(source, target, Int32(raw.count), Int32(room), 9)
                }
            }
            count = Int(max(result, 0))
        }
        return packed.isEmpty ? nil : packed
    }

    /// Decompresses a block that has exactly `target.count` raw bytes; false if it is damaged.
    static func decompress(
        _ packed: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard let source = packed.baseAddress?.assumingMemoryBound(to: CChar.self),
            let output = target.baseAddress?.assumingMemoryBound(to: CChar.self),
            let sourceCount = Int32(exactly: packed.count),
            let targetCount = Int32(exactly: target.count)
        else { return false }
        return LZ4_decompress_safe(source, output, sourceCount, targetCount) == targetCount
    }
}
