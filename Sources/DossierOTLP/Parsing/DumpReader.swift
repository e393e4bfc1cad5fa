package import DossierColumns

/// Where to go on with an input that was read in part before.
package struct ResumePoint: Sendable {
    package var byteOffset: UInt64
    package var elementCount: UInt64

    package init(byteOffset: UInt64, elementCount: UInt64) {
        self.byteOffset = byteOffset
        self.elementCount = elementCount
    }

    package static let start = ResumePoint(byteOffset: 0, elementCount: 0)
}

/// What came of reading one input.
package struct DumpOutcome: Sendable {
    /// Why the input was not taken at all: what it is instead of OTLP-JSON.
    package var refusal: String?
    package var rejectedCount = 0
    /// Lines with text before the JSON value, which was passed over.
    package var noiseLineCount = 0
    /// The input ends inside a value.
    package var isCutShort = false
    package var warnings: [String] = []
    /// How far the input was read; nil if it was refused.
    package var progress: InputProgress?
    /// Bytes read of the input as it is on disk.
    package var encodedByteCount: UInt64 = 0
}

extension DumpOutcome {
    /// Adds what came of the next part of the input.
    mutating func add(_ next: DumpOutcome) {
        rejectedCount += next.rejectedCount
        noiseLineCount += next.noiseLineCount
        warnings += next.warnings
        isCutShort = next.isCutShort
        progress = next.progress
        encodedByteCount = next.encodedByteCount
    }
}

/// Why reading stopped before the end of an input.
package enum DumpStop: Error {
    case input(InputError)
    /// What `deliver` threw.
    case delivery(any Error)
}

/// Reads OTLP-JSON dumps into batches: values one after another, however they are laid out and
/// wrapped.
///
/// 1. The bytes are read through a window that always holds at least one whole element (a span, a
///    log record, a metric); an element that the window cuts is taken back and read again with more
///    input.
/// 2. Rows go straight into the batch. Their resource and scope are filled in where their entry
///    ends, since JSON may give them last.
/// 3. What cannot be read is set aside with its offset and reason: the smallest enclosing element
///    if the JSON is sound, else everything up to the next line that starts a value.
/// 4. An element that is longer than the window may be is set aside by its beginning, and passed
///    over without being held.
/// 5. A batch is delivered between values, once it is large enough.
package struct DumpReader: ~Copyable {
    /// Inputs of many lines are read in parts of about this many bytes, on two threads.
    package static let partByteCount = 16 << 20
    /// A batch is delivered when it has this many rows, or about this many bytes.
    package static let rowLimit = 262_144
    package static let byteLimit = 48 << 20
    /// The longest element that is read: so many bytes of an input are held at most.
    ///
    /// A batch of strings as long as that stays below what SQLite takes as one value, 1e9 bytes.
    package static let windowByteLimit = 256 << 20
    /// So many bytes are read inside a value before the size of the batch is looked at again.
    static let checkDistance: UInt64 = 16 << 10
    /// Values this deep in wrapper objects are still found.
    static let wrapperDepthLimit = 8
    /// What looks foreign is refused after this much of it.
    static let foreignByteLimit = 1 << 20

    let pool: WorkPool
    let textArenas: StringArenaPool
    let deliver: (consuming Batch) throws -> Void
    let partByteCount: Int
    /// The most bytes of the input that are held at a time; a longer element is not read.
    let windowByteLimit: Int
    let progressed: (UInt64) -> Void
    var elements: ElementReader
    var window: InputWindow
    var number = 0
    /// The input before this one, if others may still be reading parts of it.
    var unfinished: PartedInput?
    /// The part of the input that is read, if it is not read as a whole.
    var part: PartedInput.Part?
    var outcome = DumpOutcome()

    /// Elements of the current value that are in the store already: items, and what was set aside in
    /// place of some.
    var elementsToSkip: UInt64 = 0
    var elementCount: UInt64 = 0
    var valueOffset: UInt64 = 0
    /// Offsets from which on bytes must stay in the window: of the value while it may turn out
    /// foreign, of entries whose resource or scope has not been seen.
    var pins: [UInt64] = []
    /// Where inside a value to see next whether the batch is full.
    var checkOffset: UInt64 = 0
    /// Where the part begins that a failure costs.
    var damageOffset: UInt64?
    /// The part that was too long to be held, while the rest of it is passed over.
    var longPart: LongPart?
    /// Whether a member that only OTLP has was found in this input.
    var isRecognised = false
    /// The resource and scope of the last entry of which elements were skipped: the input ended in
    /// it when it was read before.
    var resourceAmendment: SharedAmendment?
    var scopeAmendment: SharedAmendment?
    /// The pieces so far of a value that comes in several lines of a log.
    var partialLine = PartialLine()
    /// While a value inside a string is read: where the outer value starts.
    var embeddedIn: UInt64?
    /// Rejected values of an input that may still turn out foreign as a whole.
    var pendingRejections: [RejectedValue] = []
    var pendingByteCount = 0
    /// Bytes of the rejected values in the batch.
    var rejectedByteCount = 0
    /// What the beginning of the input says it is, if that is not JSON.
    var guess: InputFormatGuess?

    /// - Parameters:
    ///   - pool: Threads whose work is done while a part waits for its turn.
    ///   - textArenas: Where the memory of texts goes when their batch is encoded.
    ///   - partByteCount: About how many bytes a part of an input has that is read on two threads.
    ///   - windowByteLimit: The most bytes of an input that are held at a time, at least 2 MiB.
    ///   - deliver: Takes each batch that is full; called in the order of the input, by one thread
    ///     at a time, but not always by the same.
    ///   - progressed: Told now and then how many encoded bytes of the current input were read;
    ///     called on the thread that calls `read`.
    package init(
        pool: WorkPool = WorkPool(),
        textArenas: StringArenaPool = StringArenaPool(),
        partByteCount: Int = Self.partByteCount,
        windowByteLimit: Int = Self.windowByteLimit,
        deliver: @escaping (consuming Batch) throws -> Void,
        progressed: @escaping (UInt64) -> Void = { _ in }
    ) {
        self.pool = pool
        self.textArenas = textArenas
        self.partByteCount = partByteCount
        self.windowByteLimit = windowByteLimit
        self.deliver = deliver
        self.progressed = progressed
        window = InputWindow(DecodedInput(bytes: [], name: ""))
        elements = ElementReader(
            scanner: Scanner(base: UnsafePointer(window.base), position: 0, limit: 0),
            textArenas: textArenas
        )
    }

    /// Reads one input to its end; full batches are delivered, the rest stays for the next input or
    /// for `flush()`.
    ///
    /// `number` identifies the input in batches.
    package mutating func read(
        _ input: InputCursor,
        number: Int
    ) throws(DumpStop) -> DumpOutcome {
        try start(input, number: number).outcome()
    }

    /// Reads one input until nothing is left of it that nobody has begun with; the next one may be
    /// read while another thread ends this one.
    package mutating func start(
        _ input: InputCursor,
        number: Int
    ) throws(DumpStop) -> InputReading {
        begin(input.window, at: input.start)
        self.number = number
        try refuseForeignStart()
        try readValues()
        if let refusal = outcome.refusal { return .finished(refused(refusal)) }
        guard isRestDivisible else { return .finished(finish()) }
        let input = readParts()
        unfinished = input
        return .parted(input)
    }

    /// Reads values until the input, or the part, ends, is refused, or can be divided.
    mutating func readValues() throws(DumpStop) {
        while outcome.refusal == nil, try findValue() {
            valueOffset = offset
            elementCount = 0
            if partialLine.isEmpty { window.setBoundary(offset) }
            try value()
            if outcome.isCutShort { return }
            elementsToSkip = 0
            try endValue()
            if part == nil, isRestDivisible { return }
        }
    }

    /// Delivers what is left in the current batch, when everything before it was delivered.
    package mutating func flush() throws(DumpStop) {
        try waitForTurn()
        if !elements.batch.isEmpty { try deliverBatch() }
    }
}
