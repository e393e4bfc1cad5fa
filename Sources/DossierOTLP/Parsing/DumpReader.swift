package import DossierColumns

/// Reads OTLP dumps into batches: JSON values one after another, whatever their layout and wrapping,
/// or requests in protobuf form.
///
/// Of JSON:
///
/// 1. The input is scanned through a window that holds at least one whole element (a span, a log
///    record, a metric); an element that extends past the window is undone and read again after a
///    refill.
/// 2. Rows are appended to the batch as they are read. Their resource and scope are filled in at
///    the end of the entry, since JSON may have them last.
/// 3. What can't be read is rejected with its offset and a reason: the smallest enclosing element
///    if the JSON is well-formed, else everything up to the next line that starts a value.
/// 4. An element too long for the window is skipped, and its beginning is rejected.
/// 5. Once a batch is large enough, it is delivered at the end of a value or an element.
///
/// The reader coordinates the values below; its extensions have one level of the format each.
package struct DumpReader: ~Copyable {
    /// Large inputs with one value a line are read in parts of about this size, on two threads.
    package static let partByteCount = 16 << 20
    /// A batch is delivered when it has this many rows, or about `byteLimit` bytes.
    package static let rowLimit = 262_144
    package static let byteLimit = 48 << 20
    /// The most bytes of an input held in memory, and so the longest element that can be read.
    ///
    /// The strings of such an element still fit SQLite's limit for one value, 1e9 bytes.
    package static let windowByteLimit = 256 << 20
    /// Inside a value, the size of the batch is checked after so many bytes.
    static let checkDistance: UInt64 = 16 << 10
    /// The depth of wrapper objects up to which values are found.
    static let wrapperDepthLimit = 8

    let pool: WorkPool
    let textArenas: StringArenaPool
    let partByteCount: Int

    /// The number of the input in batches.
    var number = 0
    var window: PinnedWindow
    var elements: ElementReader
    var progress = ValueProgress()
    var amendments = EntryAmendments()
    var rejections = Rejections()
    /// The pieces so far of a value that is split over several log lines.
    var partialLine = PartialLine()
    var delivery: BatchDelivery
    /// Whether a value, or anything else but blanks, was found.
    var hasValues = false
    /// What the input is, if it is refused as a whole.
    var refusal: InputRefusal?
    /// The result so far, except for what `rejections` counts.
    var outcome = DumpOutcome()

    /// - Parameters:
    ///   - pool: Threads that do other work while one waits for its turn to deliver.
    ///   - textArenas: Takes back the memory of a batch's strings once it is encoded.
    ///   - partByteCount: The approximate size of the parts that two threads read.
    ///   - windowByteLimit: The most bytes of an input held in memory, at least 2 MiB.
    ///   - deliver: Takes each full batch; called in the order of the input, by one thread at a
    ///     time, but not always the same one.
    ///   - progressed: Called now and then with the number of encoded bytes read of the current
    ///     input, on the thread that calls `read`.
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
        let bytes = InputWindow(DecodedInput(bytes: [], name: ""))
        window = PinnedWindow(bytes, byteLimit: windowByteLimit, progressed: progressed)
        elements = ElementReader(
            scanner: Scanner(base: UnsafePointer(bytes.base), position: 0, limit: 0),
            textArenas: textArenas
        )
        delivery = BatchDelivery(handler: deliver)
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

    /// Reads one input until all of it is read, or other threads are reading what is left of it:
    /// the next input can be started meanwhile.
    package mutating func start(
        _ input: InputCursor,
        number: Int
    ) throws(DumpStop) -> InputReading {
        begin(input.window, at: input.start, number: number)
        let guess = progress.offset == 0 && input.content == nil ? try sniff() : nil
        if let content = input.content ?? ProtobufContent(guess) {
            try readRequests(content)
            return .finished(finish())
        }
        refuseForeignStart(guess)
        try readValues()
        if let refusal { return .finished(refused(refusal)) }
        guard isRestDivisible else { return .finished(finish()) }
        let input = readParts()
        delivery.previousInput = input
        return .parted(input)
    }

    /// Reads values until the input or part ends, is refused, or can be divided.
    mutating func readValues() throws(DumpStop) {
        while refusal == nil, try findValue() {
            hasValues = true
            progress.offset = offset
            progress.elementCount = 0
            if partialLine.isEmpty { window.bytes.setBoundary(offset) }
            try readValue()
            if outcome.isCutShort { return }
            progress.storedElementCount = 0
            try endValue()
            if delivery.part == nil, isRestDivisible { return }
        }
    }

    /// Delivers the rest of the current batch, after everything before it.
    package mutating func flush() throws(DumpStop) {
        try delivery.waitForTurn()
        if !elements.batch.isEmpty { try deliverBatch() }
    }
}
