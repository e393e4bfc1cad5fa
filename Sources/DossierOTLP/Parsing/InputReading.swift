/// An input that was read, or whose last parts another thread is reading.
package enum InputReading: Sendable {
    case finished(DumpOutcome)
    case parted(PartedInput)

    /// What came of the input; waits until all of it was read and delivered.
    package func outcome() throws(DumpStop) -> DumpOutcome {
        switch self {
        case .finished(let outcome): outcome
        case .parted(let input): try input.result()
        }
    }
}
