/// An opened input, read up to the point where new content starts; can be used once.
package final class InputCursor {
    /// The most bytes of an input's beginning that identify it.
    package static let headByteLimit = 4096

    let window: InputWindow
    package private(set) var start = ResumePoint.start
    /// What the input holds if it is known to be in protobuf form; else that shows at its beginning.
    private(set) var content: ProtobufContent?

    /// Starts an input at its beginning.
    ///
    /// `content` declares that it is in protobuf form; else that is looked for.
    package init(_ input: consuming DecodedInput, content: ProtobufContent? = nil) {
        window = InputWindow(input)
        self.content = content
    }

    /// The first bytes of the input, at most `headByteLimit`.
    ///
    /// Only before `advance(to:)`.
    package func head() throws(InputError) -> [UInt8] {
        while window.limit < Self.headByteLimit, try window.refill(keepingFrom: 0) {}
        let count = min(window.limit, Self.headByteLimit)
        return Array(UnsafeBufferPointer(start: window.base, count: count))
    }

    /// Skips everything before `point`, which is not before the current one.
    ///
    /// Returns the hash of all bytes before it, or nil if the input ends earlier.
    package func advance(to point: ResumePoint) throws(InputError) -> UInt64? {
        if content == nil, window.offset == 0, point.byteOffset > 0 {
            content = ProtobufContent(InputFormatGuess(head: try head()))
        }
        guard let hash = try window.skip(to: point.byteOffset) else { return nil }
        start = point
        return hash
    }

    /// Whether exactly `byteCount` bytes are left.
    ///
    /// Also false if that is more than a window holds: the bytes are then read again.
    package func hasLeft(_ byteCount: UInt64) throws(InputError) -> Bool {
        guard byteCount < UInt64(DumpReader.windowByteLimit / 2) else { return false }
        let end = start.byteOffset + byteCount
        while window.decodedByteCount <= end,
            try window.refill(keepingFrom: Int(start.byteOffset - window.offset))
        {}
        return window.decodedByteCount == end
    }
}
