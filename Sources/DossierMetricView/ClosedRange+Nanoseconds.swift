extension ClosedRange<Int64> {
    /// The nanoseconds in a range of milliseconds since the Unix epoch, moved to where a store can
    /// have them.
    var nanoseconds: ClosedRange<UInt64> {
        let first = UInt64(clamping: lowerBound).multipliedReportingOverflow(by: 1_000_000)
        let last = UInt64(clamping: upperBound).multipliedReportingOverflow(by: 1_000_000)
        let upper =
            last.overflow || last.partialValue > .max - 999_999
            ? UInt64.max : last.partialValue + 999_999
        return Swift.min(first.overflow ? .max : first.partialValue, upper)...upper
    }
}
