internal import DossierColumns

/// Why a value could not be read to its end.
enum ValueStop: Error {
    case failure(ReadFailure)
    case stop(DumpStop)

    /// Whether more of the input would have to be held than the window may hold.
    var isTooLong: Bool {
        if case .failure(let failure) = self { failure.kind == .tooLong } else { false }
    }

    /// Whether the input ends inside the value.
    var isTruncation: Bool {
        if case .failure(let failure) = self { failure.kind == .truncated } else { false }
    }
}

/// The beginning of a part of the input that is too long to be held, while the rest is skipped.
struct OversizedPart {
    let offset: UInt64
    let head: [UInt8]
}

/// The window that a reader scans, with pins: offsets from which on it still needs the bytes.
///
/// Offsets count from the start of the decoded input; positions, the scanner's unit, from the first
/// byte in memory. While the content of a string is scanned both count from its start.
struct PinnedWindow {
    private(set) var bytes: InputWindow
    /// The most bytes to hold.
    let byteLimit: Int
    private let progressed: (UInt64) -> Void
    /// The start of the value while it may turn out to be foreign, and the starts of entries whose
    /// resource or scope has not been read.
    private var pins: [UInt64] = []
    /// While the content of a string is scanned: where the value with the string starts.
    private(set) var embeddedIn: UInt64?
    /// The part being skipped, if it is longer than the window may be.
    var oversized: OversizedPart?

    init(_ bytes: InputWindow, byteLimit: Int, progressed: @escaping (UInt64) -> Void) {
        self.bytes = bytes
        self.byteLimit = byteLimit
        self.progressed = progressed
    }

    /// Continues with another input, or another part.
    mutating func begin(_ bytes: InputWindow) {
        self.bytes = bytes
        pins = []
        oversized = nil
    }

    /// Reports how many encoded bytes were read.
    func report(_ encodedByteCount: UInt64) {
        progressed(encodedByteCount)
    }

    /// The offset of the first byte that can be scanned.
    var firstOffset: UInt64 { embeddedIn == nil ? bytes.offset : 0 }

    func offset(of position: Int) -> UInt64 { firstOffset + UInt64(position) }

    /// The position of an offset that is pinned, or not scanned yet.
    func position(of offset: UInt64) -> Int { Int(max(offset, firstOffset) - firstOffset) }
}

/// Pins.
extension PinnedWindow {
    mutating func pin(_ offset: UInt64) {
        pins.append(offset)
    }

    mutating func unpin(_ offset: UInt64) {
        pins.removeAll { $0 == offset }
    }

    mutating func unpinAll() {
        pins.removeAll(keepingCapacity: true)
    }

    func isPinned(_ offset: UInt64) -> Bool { pins.contains(offset) }

    /// Whether nothing before `offset` is pinned.
    func isFirstPin(_ offset: UInt64) -> Bool { pins.allSatisfy { $0 >= offset } }

    /// Switches to the content of a string in the value at an offset; returns the pins to restore
    /// afterwards.
    mutating func enterString(inValueAt offset: UInt64) -> [UInt64] {
        embeddedIn = offset
        return pins
    }

    mutating func leaveString(restoring outerPins: [UInt64]) {
        embeddedIn = nil
        pins = outerPins
    }
}

/// Reading more of the input.
extension PinnedWindow {
    /// Reads more input after what is pinned or not scanned; false at the end.
    ///
    /// Fails with `tooLong`, and changes nothing, if that fills the window already.
    mutating func refill(_ scanner: inout Scanner) throws(ValueStop) -> Bool {
        if embeddedIn != nil { return false }
        guard !isFull(at: scanner.position) else {
            throw .failure(.tooLong(at: scanner.position))
        }
        let start = offset(of: scanner.position)
        let isMore: Bool
        do {
            isMore = try bytes.refill(
                keepingFrom: keptPosition(scanner.position),
                byteLimit: byteLimit
            )
        } catch {
            throw .stop(.input(error))
        }
        // At the end of the input, too, the window may have moved in memory.
        scanner.base = UnsafePointer(bytes.base)
        scanner.position = position(of: start)
        scanner.limit = bytes.limit
        if isMore { report(bytes.encodedBytesRead) }
        return isMore
    }

    /// The position of the first byte that a refill keeps, when the scanner is at `position`.
    private func keptPosition(_ position: Int) -> Int {
        var kept = offset(of: position)
        for pin in pins where pin < kept { kept = pin }
        // The byte before shows whether a line starts here.
        return max(self.position(of: kept) - 1, 0)
    }

    /// Whether no more input fits after what is pinned or not scanned.
    func isFull(at position: Int) -> Bool {
        embeddedIn == nil && !bytes.isAtEnd && bytes.limit - keptPosition(position) >= byteLimit
    }

    /// The most bytes held for a resource or scope that may come last.
    var deferredByteLimit: Int { byteLimit / 4 }

    /// Whether `deferredByteLimit` is reached.
    func exceedsDeferredLimit(at position: Int) -> Bool {
        embeddedIn == nil && position - keptPosition(position) >= deferredByteLimit
    }

    /// Skips one value, holding as much of it as the window takes: if it is damaged, all of that is
    /// rejected.
    ///
    /// The beginning of a longer one is left in `oversized`.
    mutating func skipValue(_ scanner: inout Scanner) throws(ValueStop) {
        let start = offset(of: scanner.position)
        pin(start)
        defer { if oversized == nil { unpin(start) } }
        var skip = ValueSkip()
        while true {
            do {
                return try skip.run(&scanner)
            } catch {
                if error.kind == .truncated, try refillSkipping(from: start, &scanner) { continue }
                if oversized == nil { scanner.position = position(of: start) }
                throw .failure(error)
            }
        }
    }

    /// Reads more input after a part that starts at a pin; false at the end of the input.
    ///
    /// If the part fills the window, its beginning is kept as `oversized`, and the pin removed.
    mutating func refillSkipping(
        from start: UInt64,
        _ scanner: inout Scanner
    ) throws(ValueStop) -> Bool {
        do {
            return try refill(&scanner)
        } catch {
            guard error.isTooLong, oversized == nil, isFirstPin(start) else { throw error }
            let head = position(of: start)
            oversized = OversizedPart(
                offset: start,
                head: Array(
                    UnsafeBufferPointer(
                        start: scanner.base + head,
                        count: min(Rejections.pieceByteLimit, scanner.limit - head)
                    )
                )
            )
            unpin(start)
            return try refill(&scanner)
        }
    }
}
