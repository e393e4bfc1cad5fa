import DossierPromQLSyntax

/// The samples of a source for series of which only sums matter.
struct SummedSamples: SampleSource {
    let source: any SampleSource
    let grouping: LabelGrouping

    func select(_ selection: SampleSelection) throws -> [SampleSeries] {
        var selection = selection
        selection.summing = grouping
        return try source.select(selection)
    }

    func labelNames(matching matchers: [SeriesMatcher]) throws -> [[UInt8]] {
        try source.labelNames(matching: matchers)
    }

    func labelValues(of name: [UInt8], matching matchers: [SeriesMatcher]) throws -> [[UInt8]] {
        try source.labelValues(of: name, matching: matchers)
    }
}

extension Aggregation {
    /// How it sums the series of a selector, if that is what it does: the sum of what the operand makes
    /// of series is what it makes of their sum.
    ///
    /// Not so for `rate` and `increase`, which extrapolate each series from its own first sample.
    var summing: LabelGrouping? {
        guard op == .sum else { return nil }
        switch inner.withoutParentheses {
        case .vectorSelector(let selector) where selector.windowExtension == nil: break
        case .call(let call) where call.function == .increaseExact: break
        default: return nil
        }
        return LabelGrouping(names: Set(grouping.map(\.bytes)), isWithout: isWithout)
    }
}
