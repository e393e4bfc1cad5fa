import Glibc

/// The requests of a journal whose rows are in no block.
struct JournalContent {
    /// In their order.
    private(set) var requests: [ReceivedRequest] = []
    /// The number of the last, or of the last one with rows in blocks.
    private(set) var lastNumber: Int64
    /// Where bytes stand between or behind the requests that are no whole record: damage, or what was
    /// being written when the process ended.
    private(set) var damage: [Range<Int>] = []

    /// A journal without requests.
    init(lastNumber: Int64) {
        self.lastNumber = lastNumber
    }

    /// The requests after a number.
    ///
    /// - Throws: `foreignRequests` if the bytes are not those of the journal.
    init(of journal: RequestJournal, after number: Int64) throws(StoreError) {
        self.init(lastNumber: number)
        let bytes = try journal.read()
        let halves = [0, RequestJournal.halfByteCount]
            .filter { $0 < bytes.count }
            .map { start in
                let end = min(start + RequestJournal.halfByteCount, bytes.count)
                return JournalHalf(bytes, start..<end, id: journal.id, after: number)
            }
        guard halves.contains(where: \.isOfJournal) || !halves.contains(where: \.isOfOther) else {
            throw StoreError(.foreignRequests, path: journal.path)
        }
        let records = halves.flatMap(\.records).sorted { $0.number < $1.number }
        requests = records.map(\.request)
        lastNumber = records.last?.number ?? number
        damage = halves.flatMap(\.damage)
    }
}

/// What is read of a half of a journal.
private struct JournalHalf {
    struct Record {
        let number: Int64
        let request: ReceivedRequest
        let byteCount: Int
    }

    private let bytes: [UInt8]
    private let id: UInt64
    private let end: Int
    /// Those after a number.
    private(set) var records: [Record] = []
    private(set) var damage: [Range<Int>] = []
    /// Whether there is something of this journal.
    private(set) var isOfJournal = false
    /// Whether it starts with something that this journal never has there.
    private(set) var isOfOther = false

    init(_ bytes: [UInt8], _ range: Range<Int>, id: UInt64, after number: Int64) {
        self.bytes = bytes
        self.id = id
        end = range.upperBound
        let first = word(at: range.lowerBound)
        isOfOther = first != 0 && first != id
        var expected = range.lowerBound
        var offset = range.lowerBound
        while let start = nextID(from: offset) {
            guard let record = record(at: start) else {
                offset = start + 1
                continue
            }
            isOfJournal = true
            offset = start + record.byteCount
            if record.number > number {
                if start > expected { damage.append(expected..<start) }
                records.append(record)
                expected = offset
            } else if start == expected {
                // It is left from earlier.
                expected = offset
            }
        }
        noteDamage(at: expected, isStart: expected == range.lowerBound, after: number)
        if first == id { isOfJournal = true }
    }

    /// Notes what stands where the next record would.
    private mutating func noteDamage(at offset: Int, isStart: Bool, after number: Int64) {
        let last = UInt64(bitPattern: records.last?.number ?? number)
        if isStart, isOfOther {
            damage.append(offset..<end)
        } else if word(at: offset) == id, word(at: offset + 8) > last, record(at: offset) == nil {
            let length = Int(clamping: word(at: offset + 16))
            let byteCount = RequestJournal.headerByteCount + min(length, end - offset)
            damage.append(offset..<min(offset + byteCount, end))
        }
    }

    /// Where the id of the journal stands next.
    private func nextID(from offset: Int) -> Int? {
        // Most of a journal is zeros: another byte is looked for, which skips them.
        let shift = id.trailingZeroBitCount / 8
        let byte = Int32(id >> (shift * 8) & 0xFF)
        var position = offset + shift
        return bytes.withUnsafeBytes { bytes in
            while position < end, let base = bytes.baseAddress,
                let found = memchr(base + position, byte, end - position)
            {
                let start = UnsafeRawPointer(found) - base - shift
                if word(at: start) == id { return start }
                position = start + shift + 1
            }
            return nil
        }
    }

    /// A word; zeros follow the end.
    private func word(at offset: Int) -> UInt64 {
        (0..<8).reduce(0) { word, index in
            let position = offset + index
            return position < end ? word | UInt64(bytes[position]) << (index * 8) : word
        }
    }

    private func record(at offset: Int) -> Record? {
        let start = offset + RequestJournal.headerByteCount
        guard start <= end else { return nil }
        let words = (0..<5).map { word(at: offset + $0 * 8) }
        guard words[0] == id, words[1] > 0, words[1] <= UInt64(BlockInfo.numberLimit),
            words[2] <= UInt64(end - start), let format = UInt8(exactly: words[3])
        else { return nil }
        let body = bytes[start..<(start + Int(words[2]))]
        let header = Array(bytes[offset..<(start - 8)])
        guard RequestJournal.checksum(header, body) == words[4] else { return nil }
        let request = ReceivedRequest(format: format, body: Array(body))
        return Record(
            number: Int64(words[1]),
            request: request,
            byteCount: RequestJournal.byteCount(of: request)
        )
    }
}
