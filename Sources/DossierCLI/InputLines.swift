internal import Glibc

/// The lines of standard input, one after another.
struct InputLines {
    /// The number of the last line, from 1.
    private(set) var number = 0
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// The next line without its line feed; nil at the end.
    mutating func next() throws -> [UInt8]? {
        /// How far the buffer is known to have no line feed.
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                number += 1
                return Array(buffer[position..<end])
            }
            guard !isAtEnd else { break }
            buffer.removeFirst(position)
            position = 0
            searched = buffer.count
            try fill()
        }
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        number += 1
        return Array(buffer[position...])
    }

    private mutating func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count >= 0 {
                isAtEnd = count == 0
                buffer += chunk[..<count]
                return
            }
            guard errno == EINTR else {
                throw CommandFailure("cannot read standard input: \(systemMessage(errno))")
            }
        }
    }
}
