/// The pieces so far of a value that is split over several lines of a log.
struct PartialLine {
    private(set) var bytes: [UInt8] = []
    /// Where the line with the first piece starts.
    private(set) var offset: UInt64 = 0
    /// The check whether the value is complete, and how far it has got.
    private var skip = ValueSkip()
    private var position = 0

    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ piece: some Collection<UInt8>, at offset: UInt64) {
        if isEmpty { self.offset = offset }
        bytes += piece
    }

    /// Whether the pieces are a complete value.
    ///
    /// - Complexity: O(*n*) in the pieces since the last call.
    mutating func isWhole() -> Bool {
        let count = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Scanner.padding))
        defer { bytes.removeLast(Scanner.padding) }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            var scanner = Scanner(base: base, position: position, limit: count)
            defer { position = scanner.position }
            do {
                try skip.run(&scanner)
                return true
            } catch {
                return false
            }
        }
    }
}
