/// How zstd frames are laid out in an input.
enum ZstdLayout {
    /// One after another.
    case frames
    /// `[length: UInt32, big-endian][zstd frame]`, repeated.
    case messages

    static let prefixByteCount = 4
    /// The largest plausible length.
    static let messageByteCountMax: UInt32 = 1 << 30
}

extension EncodedBytes {
    /// Whether a skippable frame starts here: 184D2A50 to 184D2A5F, little-endian.
    var startsWithSkippableFrame: Bool {
        availableCount >= 4 && self[0] & 0xf0 == 0x50
            && littleEndianUInt32() & 0xffff_ff00 == 0x184d_2a00
    }

    /// Whether a plausible length and a frame start here.
    var startsWithZstdMessage: Bool {
        guard hasBytes(ZstdFrameHeader.magic, at: ZstdLayout.prefixByteCount) else { return false }
        let byteCount = bigEndianUInt32()
        return byteCount >= ZstdFrameHeader.frameByteCountMin
            && byteCount <= ZstdLayout.messageByteCountMax
    }

    /// Goes to the next frame, or to the length before it; false if there is none up to the end.
    ///
    /// A frame whose length is damaged is found too: frames mark their own end.
    ///
    /// - Complexity: O(*n*) in the skipped bytes.
    func findZstdFrame(_ layout: ZstdLayout) throws(InputError) -> Bool {
        let start = position
        while true {
            guard let distance = distance(to: ZstdFrameHeader.magic[0]) else {
                advance(by: availableCount)
                guard try fill() else { return false }
                continue
            }
            advance(by: distance)
            _ = try fill(atLeast: ZstdFrameHeader.byteCountMax)
            guard ZstdFrameHeader(self) != nil else {
                advance(by: 1)
                continue
            }
            let frame = position
            let prefixByteCount = UInt64(ZstdLayout.prefixByteCount)
            guard layout == .messages, frame >= start + prefixByteCount else { return true }
            moveBack(to: frame - prefixByteCount)
            if !startsWithZstdMessage { advance(by: Int(prefixByteCount)) }
            return true
        }
    }
}
