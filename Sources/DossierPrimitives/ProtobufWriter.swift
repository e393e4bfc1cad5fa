/// Writes protobuf messages field by field.
///
/// ```swift
/// var status = ProtobufWriter()
/// status.varint(1, 5)
/// status.string(2, "the store has no such trace")
/// let bytes = status.finish()
/// ```
///
/// The bytes of a message stand behind their number, which is known when the message ends: numbers
/// are kept aside, and put between the bytes when all is written. Nothing is written twice, however
/// deep messages are.
public struct ProtobufWriter: Sendable {
    /// What is written, without the lengths of messages.
    private var bytes: [UInt8] = []
    /// In the order in which they began.
    private var messages: [Message] = []
    /// Those that have not ended, by their position in `messages`.
    private var open: [Int] = []

    private struct Message: Sendable {
        /// Where the length belongs.
        var start: Int
        /// The bytes of the lengths of the messages inside.
        var lengthBytes = 0
        /// The length with these.
        var length = 0
    }

    /// A writer of an empty message.
    public init() {}

    /// A number of the types `int32`, `int64`, `uint32`, `uint64`, `bool` and `enum`.
    public mutating func varint(_ field: Int, _ value: UInt64) {
        tag(field, 0)
        bytes.appendVarint(value)
    }

    /// A number of the types `fixed64`, `sfixed64` and `double`, by its bits.
    public mutating func fixed64(_ field: Int, _ value: UInt64) {
        tag(field, 1)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A number of the types `fixed32`, `sfixed32` and `float`, by its bits.
    public mutating func fixed32(_ field: Int, _ value: UInt32) {
        tag(field, 5)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A value of the type `bytes`, a text in UTF-8, or a message that is written already.
    public mutating func bytes(_ field: Int, _ value: some Collection<UInt8>) {
        tag(field, 2)
        bytes.appendVarint(value.count)
        bytes.append(contentsOf: value)
    }

    /// A text.
    public mutating func string(_ field: Int, _ value: String) { bytes(field, value.utf8) }

    /// A message, whose fields `body` writes.
    public mutating func message<Failure: Error>(
        _ field: Int,
        _ body: (inout Self) throws(Failure) -> Void
    ) throws(Failure) {
        beginMessage(field)
        try body(&self)
        endMessage()
    }

    /// Begins a message, to which the fields belong that are written until it ends.
    public mutating func beginMessage(_ field: Int) {
        tag(field, 2)
        open.append(messages.count)
        messages.append(Message(start: bytes.count))
    }

    /// Ends the message that began last.
    public mutating func endMessage() {
        guard let last = open.popLast() else {
            preconditionFailure("endMessage() without a message that has begun")
        }
        let message = messages[last]
        let length = bytes.count - message.start + message.lengthBytes
        messages[last].length = length
        guard let outer = open.last else { return }
        messages[outer].lengthBytes += message.lengthBytes + Self.byteCount(length)
    }

    /// How many messages have begun and not ended.
    public var depth: Int { open.count }

    /// The message; all that began in it have ended.
    public consuming func finish() -> [UInt8] {
        precondition(open.isEmpty, "a message that has begun has not ended")
        guard !messages.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + messages.count * 2)
        var position = 0
        for message in messages {
            result += bytes[position..<message.start]
            result.appendVarint(message.length)
            position = message.start
        }
        result += bytes[position...]
        return result
    }

    private mutating func tag(_ field: Int, _ wireType: Int) {
        bytes.appendVarint(field << 3 | wireType)
    }

    private static func byteCount(_ length: Int) -> Int {
        max(1, (Int.bitWidth - length.leadingZeroBitCount + 6) / 7)
    }
}
