/// How far the current value of an input was read, in units that a later run can resume at.
struct ValueProgress {
    /// Where the value starts.
    var offset: UInt64 = 0
    /// Elements read so far: spans, log records and metrics, and what was rejected in their place.
    var elementCount: UInt64 = 0
    /// How many elements of the value were stored by an earlier run or delivery.
    var storedElementCount: UInt64 = 0
    /// The start of the entry or scope that can't be kept if the value is damaged.
    var damageOffset: UInt64?
    /// The offset from which on to check again whether the batch is full.
    var checkOffset: UInt64 = 0

    /// Starts at a point of an input.
    init(at start: ResumePoint = .start) {
        offset = start.byteOffset
        storedElementCount = start.elementCount
    }

    /// Whether the next element is already stored.
    var isNextStored: Bool { elementCount < storedElementCount }

    /// Notes that damage extends at least as far back as an entry or scope, and forgets the
    /// elements since `elementCount`.
    mutating func damage(from start: UInt64, elementCount: UInt64) {
        damageOffset = min(damageOffset ?? start, start)
        self.elementCount = elementCount
    }
}
