/// An input that was read, or whose last parts are being read by another thread.
package enum InputReading: Sendable {
    case finished(DumpOutcome)
    case parted(PartedInput)

    /// The outcome, once all of the input was read and delivered.
    package func outcome() throws(DumpStop) -> DumpOutcome {
        switch self {
        case .finished(let outcome): outcome
        case .parted(let input): try input.result()
        }
    }
}
