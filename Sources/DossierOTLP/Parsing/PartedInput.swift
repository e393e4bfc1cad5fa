internal import DossierColumns

/// The rest of an input that is read in parts, on two threads at once.
///
/// While the last parts are read, a thread that is done may start the next input: its parts are
/// delivered after those of this one.
///
/// A part ends before a line that starts with a brace, where a value is expected to start. Whether
/// one does is known once the part was read: so parts are delivered in order, each after those
/// before it were read to their ends. If a part ends inside a value after all, its reader continues
/// to the end of the input, and the results of later parts are dropped.
package final class PartedInput: Sendable {
    /// If no line starts with a brace within this distance, a part extends to the end of the input.
    private static let searchByteCount = 4 << 20

    /// The input's number in batches.
    let number: Int
    private let origin: SharedWindow
    private let partByteCount: Int
    private let state: Monitor<State>

    /// A window that is used only to make windows for parts.
    private struct SharedWindow: @unchecked Sendable {
        let window: InputWindow
    }

    private struct State {
        /// Where the next part starts.
        var offset: UInt64
        var takenCount = 0
        /// How many parts, counted from the first, were read and delivered.
        var doneCount = 0
        /// How many parts are being read.
        var activeCount = 0
        /// Whether no more parts are taken.
        var isClosed = false
        /// The part whose reader continues past its end.
        var overrunning: Int?
        /// The fingerprints of the whole blocks before the first part that is not yet done.
        var blocks: [UInt64]
        var failure: DumpStop?
        var outcome: DumpOutcome
        /// The input before this one, until all of it was delivered.
        var previous: PartedInput?

        /// Whether a part comes after one whose reader continues past its end.
        func isDropped(_ number: Int) -> Bool {
            if let overrunning { number > overrunning } else { false }
        }
    }

    /// Thrown to stop reading a part that an earlier one has overrun, or when another failed.
    struct Dropped: Error {}

    /// A part of the input, from when it is taken until it is done or dropped.
    final class Part: InputPart {
        private let number: Int
        private let input: PartedInput
        let range: (start: UInt64, end: UInt64?)

        fileprivate init(_ number: Int, from start: UInt64, to end: UInt64?, of input: PartedInput)
        {
            self.number = number
            self.input = input
            range = (start, end)
        }

        var isLast: Bool { range.end == nil }

        /// A window at the part's start.
        func window() throws(InputError) -> InputWindow {
            try input.origin.window.window(for: self, from: range.start, to: range.end)
        }

        /// Waits until all parts before this one are done; throws if this one is dropped.
        func waitForTurn() throws(Dropped) {
            guard input.isTurn(of: number) else { throw Dropped() }
        }

        func mayReadOn() -> Bool { input.mayReadOn(from: number) }

        var blocksBefore: [UInt64] { input.state.wait { $0.blocks } }
    }

    /// Divides an input from the position `start` of its window on; `outcome` is that of what comes
    /// before.
    init(
        _ origin: InputWindow,
        from start: Int,
        partByteCount: Int,
        number: Int,
        outcome: DumpOutcome,
        after previous: PartedInput?,
        pool: WorkPool
    ) {
        let offset = origin.offset + UInt64(start)
        origin.setBoundary(offset)
        self.number = number
        self.partByteCount = partByteCount
        self.origin = SharedWindow(window: origin)
        state = Monitor(
            State(
                offset: offset,
                blocks: origin.blocksBeforeBoundary(),
                outcome: outcome,
                previous: previous
            ),
            pool: pool
        )
    }

    /// The next part of the input; nil at its end.
    func take() throws(InputError) -> Part? {
        try state.change { (state) throws(InputError) in
            guard !state.isClosed else { return nil }
            let start = state.offset
            state.isClosed = true
            let end = try origin.window.lineStart(
                from: start + UInt64(partByteCount),
                searchByteCount: Self.searchByteCount
            )
            if let end {
                state.offset = end
                state.isClosed = false
            }
            defer { state.takenCount += 1 }
            state.activeCount += 1
            return Part(state.takenCount, from: start, to: end, of: self)
        }
    }

    /// Notes that a part was read and delivered, and its outcome.
    func finish(_ window: InputWindow, _ outcome: DumpOutcome) {
        let blocks = window.blocksBeforeBoundary()
        state.change { state in
            state.doneCount += 1
            state.activeCount -= 1
            state.blocks += blocks
            state.outcome.add(outcome)
        }
    }

    /// Notes that a part is not read any more, because an earlier one has overrun it.
    func drop() {
        state.change { $0.activeCount -= 1 }
    }

    /// Stops the reading of all parts: one of them failed, or could not be taken.
    func fail(_ stop: DumpStop, isActive: Bool) {
        state.change { state in
            state.failure = state.failure ?? stop
            state.isClosed = true
            if isActive { state.activeCount -= 1 }
        }
    }

    /// Waits until no part is read any more; returns the outcome of the whole input.
    func result() throws(DumpStop) -> DumpOutcome {
        let result = state.wait { state -> Result<DumpOutcome, DumpStop>? in
            guard state.isClosed, state.activeCount == 0 else { return nil }
            return state.failure.map(Result.failure) ?? .success(state.outcome)
        }
        return try result.get()
    }

    private func isTurn(of number: Int) -> Bool {
        if number == 0, let previous = state.change({ $0.previous.take() }) {
            do {
                _ = try previous.result()
            } catch {
                fail(error, isActive: false)
            }
        }
        return state.wait { state in
            if state.failure != nil || state.isDropped(number) { return false }
            return state.doneCount == number ? true : nil
        }
    }

    private func mayReadOn(from number: Int) -> Bool {
        guard isTurn(of: number) else { return false }
        state.change { state in
            state.overrunning = number
            state.isClosed = true
        }
        return true
    }
}
