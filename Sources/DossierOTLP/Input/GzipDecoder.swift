/// Decodes gzip members one after another.
///
/// 1. A member starts with its magic. Zero bytes between and after members are padding.
/// 2. zlib decodes the member and checks its checksum.
/// 3. After a fault, the search for the next member starts a little before the position where zlib
///    noticed: a wrong bit goes unnoticed for a while, and whole members may be consumed meanwhile.
final class GzipDecoder {
    static let magic: [UInt8] = [0x1f, 0x8b]
    /// A header of 10 bytes, an empty deflate block of 2, a trailer of 8.
    private static let memberByteCountMin: UInt64 = 20
    private static let fixedHeaderByteCount = 10
    /// The part of a member that follows the checksum, its length.
    private static let lengthByteCount = 4
    private static let newline = UInt8(ascii: "\n")

    private enum State {
        case boundary
        case member
        /// A fault to report once the next member is found.
        case damaged(InputDamage.Reason)
        case ended
    }

    private let encoded: EncodedBytes
    private var stream = InflateStream()
    private var state = State.boundary
    private var memberStart: UInt64 = 0
    private var faultPosition: UInt64 = 0
    /// The last byte delivered; initially a newline, since nothing needs to be separated yet.
    private var lastByte = newline
    private var needsSeparator = false

    init(_ encoded: EncodedBytes) {
        self.encoded = encoded
    }

    /// Fills as much of `output` as is available; returns 0 only at the end.
    func decode(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        var count = 0
        decoding: while count < output.count {
            switch state {
            case .boundary:
                if count > 0, encoded.availableCount < Self.fixedHeaderByteCount { break decoding }
                try begin()
                if case .member = state, needsSeparator {
                    needsSeparator = false
                    output[count] = Self.newline
                    count += 1
                }
            case .member:
                if encoded.availableCount == 0, !stream.mayHoldOutput {
                    if count > 0 { break decoding }
                    guard try encoded.fill() else {
                        try recoverAtEnd()
                        continue decoding
                    }
                }
                let room = UnsafeMutableRawBufferPointer(rebasing: output[count...])
                count += try decodeMember(into: room)
            case .damaged(let reason):
                // What came before is delivered first, so that the fault begins a call.
                if count > 0 { break decoding }
                try recover(from: reason)
            case .ended:
                break decoding
            }
        }
        if count > 0 { lastByte = output[count - 1] }
        return count
    }

    /// Starts the member that should be here.
    private func begin() throws(InputError) {
        try skipPadding()
        guard try encoded.fill(atLeast: Self.magic.count) > 0 else {
            state = .ended
            return
        }
        memberStart = encoded.position
        faultPosition = encoded.position
        if encoded.hasBytes(Self.magic) {
            stream.beginMember()
            state = .member
        } else if encoded.endsInside(Self.magic) {
            endCutShort()
        } else {
            state = .damaged(.foreignBytes)
        }
    }

    private func skipPadding() throws(InputError) {
        while true {
            let padding = encoded.available.prefix { $0 == 0 }
            encoded.advance(by: padding.count)
            guard encoded.availableCount == 0, try encoded.fill() else { return }
        }
    }

    private func endCutShort() {
        encoded.advance(by: encoded.availableCount)
        encoded.findings.truncate(.gzipMember, at: encoded.position)
        state = .ended
    }

    private func decodeMember(
        into output: UnsafeMutableRawBufferPointer
    ) throws(InputError) -> Int {
        let (count, outcome) = stream.decode(encoded, into: output)
        switch outcome {
        case .goesOn: break
        case .memberEnded: state = .boundary
        case .checksumMismatch: state = .damaged(.checksumMismatch)
        case .corrupt(let message): state = .damaged(.corrupt(message))
        case .outOfMemory:
            throw InputError(.outOfMemory, path: encoded.path, byteOffset: encoded.position)
        }
        faultPosition = encoded.position
        return count
    }

    /// Moves to the next member, or to the end, and records what was skipped.
    private func recover(from reason: InputDamage.Reason) throws(InputError) {
        let found = try findMemberAfterFault(isInside: reason != .foreignBytes)
        if !found { state = .ended }
        record(reason)
    }

    /// Ends an input that ends inside a member, unless that member consumed other members.
    private func recoverAtEnd() throws(InputError) {
        faultPosition = encoded.position
        if try findMemberAfterFault(isInside: true) {
            record(.corrupt("a member that does not end"))
        } else {
            endCutShort()
        }
    }

    private func findMemberAfterFault(isInside: Bool) throws(InputError) -> Bool {
        if isInside {
            encoded.moveBack(to: min(encoded.position, memberStart + Self.memberByteCountMin))
        }
        let found = try findMember()
        needsSeparator = found && lastByte != Self.newline
        state = .boundary
        return found
    }

    private func record(_ reason: InputDamage.Reason) {
        let next = encoded.position
        // If members were consumed, the fault can't be located any better.
        let isVague = reason == .checksumMismatch || next < faultPosition
        let skipped = next > faultPosition ? next - faultPosition : 0
        let isRestOfTrailer = reason == .checksumMismatch && skipped <= Self.lengthByteCount
        encoded.findings.record(
            reason,
            encodedRange: (isVague ? memberStart : faultPosition)..<next,
            skippedByteCount: isRestOfTrailer ? 0 : skipped
        )
    }

    /// Moves to the next member's header; false if there is none before the end.
    private func findMember() throws(InputError) -> Bool {
        while true {
            guard let distance = encoded.distance(to: Self.magic[0]) else {
                encoded.advance(by: encoded.availableCount)
                guard try encoded.fill() else { return false }
                continue
            }
            encoded.advance(by: distance)
            _ = try encoded.fill(atLeast: Self.fixedHeaderByteCount)
            if isPlausibleHeader() { return true }
            encoded.advance(by: 1)
        }
    }

    /// Whether a plausible header is here.
    ///
    /// The magic alone occurs by chance once in 64 KiB of compressed data; with the method, the
    /// reserved flags, the compression level and the system, once in 180 GiB.
    private func isPlausibleHeader() -> Bool {
        guard encoded.availableCount >= Self.fixedHeaderByteCount, encoded.hasBytes(Self.magic)
        else { return false }
        let isDeflate = encoded[2] == 8
        let isFlagsKnown = encoded[3] & 0xe0 == 0
        let isLevelKnown = [0, 2, 4].contains(encoded[8])
        let isSystemKnown = encoded[9] <= 13 || encoded[9] == 255
        return isDeflate && isFlagsKnown && isLevelKnown && isSystemKnown
    }
}
