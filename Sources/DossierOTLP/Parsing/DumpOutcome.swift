package import DossierColumns

/// The result of reading one input.
package struct DumpOutcome: Sendable {
    /// What the input is instead of OTLP, if it was refused as a whole.
    package var refusal: String?
    /// What can be done about a refusal.
    package var remedy = ""
    /// Whether the input holds nothing at all, or only blanks.
    package var isEmpty = false
    /// What is unusual in it.
    package var anomalies = InputAnomalies()
    package var rejectedCount = 0
    /// How many spans, log records and data points were rejected, as far as is known; a rejected
    /// value that is not looked into counts as one.
    package var rejectedItemCount = 0
    /// Why the first value was rejected.
    package var firstRejection: String?
    /// Lines whose JSON value follows other text, which was skipped.
    package var noiseLineCount = 0
    /// Whether the input ends inside a value.
    package var isCutShort = false
    package var warnings: [String] = []
    /// How far the input was read; nil if it was refused.
    package var progress: InputProgress?
    /// Bytes read of the input as it is on disk.
    package var encodedByteCount: UInt64 = 0

    /// Adds the result of the next part of the input.
    mutating func add(_ next: DumpOutcome) {
        rejectedCount += next.rejectedCount
        rejectedItemCount += next.rejectedItemCount
        firstRejection = firstRejection ?? next.firstRejection
        noiseLineCount += next.noiseLineCount
        warnings += next.warnings
        for anomaly in next.anomalies.all { anomalies.add(anomaly) }
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
