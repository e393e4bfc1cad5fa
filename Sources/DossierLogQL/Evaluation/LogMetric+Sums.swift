import DossierLogQLSyntax
import DossierPromQLSyntax

extension LogMetric {
    /// An equal query in which sums of ranges are ranges of the series that are left: entries are
    /// counted for each of these, and not for every combination of labels.
    ///
    /// Recursion is bounded by the nesting of queries.
    var summingEarly: LogMetric {
        switch self {
        case .range, .number, .constant: return self
        case .vector(var aggregation):
            if let range = aggregation.summedRange { return .range(range) }
            aggregation.operand = aggregation.operand.summingEarly
            return .vector(aggregation)
        case .binary(var operation):
            operation.left = operation.left.summingEarly
            operation.right = operation.right.summingEarly
            return .binary(operation)
        case .labelReplace(var replacement):
            replacement.operand = replacement.operand.summingEarly
            return .labelReplace(replacement)
        }
    }
}

extension LogVectorAggregation {
    /// The range with the labels of the sum; nil if that is another query.
    fileprivate var summedRange: RangeAggregation? {
        guard function == .sum, case .range(var range) = operand, range.grouping == nil,
            range.function.isSumOfEntries
        else { return nil }
        let grouping = grouping ?? LogGrouping(labels: [])
        // The label that is unwrapped is none of the series, and errors are only without a grouping.
        let others = [range.range.unwrap?.label, ByteString(EntryError.label)].compactMap(\.self)
        guard !grouping.isWithout, !grouping.labels.contains(where: others.contains),
            !grouping.labels.contains(ByteString(EntryError.detailsLabel))
        else { return nil }
        range.grouping = grouping
        return range
    }
}

extension RangeAggregation.Function {
    /// Whether the value of several series is the sum of theirs.
    fileprivate var isSumOfEntries: Bool {
        switch self {
        case .rate, .countOverTime, .bytesRate, .bytesOverTime, .sumOverTime: true
        default: false
        }
    }
}
