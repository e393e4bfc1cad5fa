internal import Glibc

/// A buffered stream of bytes to standard output or to a file.
///
/// Call ``flush()`` at the end.
final class ByteOutput {
    private static let bufferByteCount = 1 << 16

    private let descriptor: Int32
    private let name: String
    private var buffer: [UInt8] = []

    /// Writes to an open descriptor; `name` is what errors call it.
    init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        buffer.reserveCapacity(Self.bufferByteCount)
    }

    /// Standard output.
    static var standard: ByteOutput {
        ByteOutput(STDOUT_FILENO, name: "standard output")
    }

    func write(_ bytes: [UInt8]) throws {
        if buffer.count + bytes.count > Self.bufferByteCount { try flush() }
        if bytes.count > Self.bufferByteCount {
            try send(bytes)
        } else {
            buffer += bytes
        }
    }

    /// Writes a line for people.
    func line(_ text: String) throws {
        var text = Terminal.shown(text)
        try text.withUTF8 { bytes in
            if buffer.count + bytes.count + 1 > Self.bufferByteCount { try flush() }
            buffer.append(contentsOf: bytes)
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    func flush() throws {
        try send(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Throws `OutputClosed` if the pipe is closed, `CommandFailure` for other errors.
    private func send(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(
                    descriptor,
                    UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count
                )
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    try waitUntilWritable()
                } else if errno != EINTR {
                    throw writeError(errno)
                }
            }
        }
    }

    private func waitUntilWritable() throws {
        var event = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        if poll(&event, 1, -1) < 0, errno != EINTR { throw writeError(errno) }
    }

    private func writeError(_ number: Int32) -> any Error {
        if number == EPIPE { return OutputClosed() }
        let advice =
            number == ENOSPC || number == EDQUOT ? "; free some space and run it again" : ""
        return CommandFailure("cannot write to \(name): \(systemMessage(number))\(advice)")
    }
}

/// The system's message for an error number.
func systemMessage(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
