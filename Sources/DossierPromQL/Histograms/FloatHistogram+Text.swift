import DossierPrimitives

extension FloatHistogram: CustomStringConvertible {
    /// Count, sum and the buckets with observations: `{count:4, sum:5, (0.5,1]:1, (1,2]:3}`.
    package var description: String {
        var text = "{count:\(FloatText.general(count)), sum:\(FloatText.general(sum))"
        for position in negative.indices.indices.reversed() {
            text += ", " + negativeBucket(at: position).text
        }
        if zeroCount != 0 { text += ", " + zeroBucket.text }
        for position in positive.indices.indices {
            text += ", " + positiveBucket(at: position).text
        }
        return text + "}"
    }

    /// The literal of the test language that stands for this histogram.
    package var literal: String {
        var parts: [String] = []
        if schema != 0 { parts.append("schema:\(schema)") }
        if count != 0 { parts.append("count:\(FloatText.general(count))") }
        if sum != 0 { parts.append("sum:\(FloatText.general(sum))") }
        if zeroCount != 0 { parts.append("z_bucket:\(FloatText.general(zeroCount))") }
        if zeroThreshold != 0 { parts.append("z_bucket_w:\(FloatText.general(zeroThreshold))") }
        if usesCustomBounds {
            let bounds = customBounds.map(FloatText.general).joined(separator: " ")
            parts.append("custom_values:[\(bounds)]")
        }
        switch resetHint {
        case .unknown: break
        case .reset: parts.append("counter_reset_hint:reset")
        case .notReset: parts.append("counter_reset_hint:not_reset")
        case .gauge: parts.append("counter_reset_hint:gauge")
        }
        parts += positive.literalParts(prefix: "")
        parts += negative.literalParts(prefix: "n_")
        return "{{\(parts.joined(separator: " "))}}"
    }
}

extension HistogramBuckets {
    fileprivate func literalParts(prefix: String) -> [String] {
        guard let first = indices.first, let last = indices.last else { return [] }
        var parts: [String] = []
        if first != 0 { parts.append("\(prefix)offset:\(first)") }
        // A list that zeros would fill for the most part is cut short.
        let end = min(Int(last), Int(first) + 10_000)
        let counts = (Int(first)...end).map { FloatText.general(count(at: Int32($0))) }
        parts.append("\(prefix)buckets:[\(counts.joined(separator: " "))]")
        return parts
    }
}

extension HistogramBucket {
    fileprivate var text: String {
        let opening = isZeroBucket || lower < 0 ? "[" : "("
        let closing = isZeroBucket || upper > 0 ? "]" : ")"
        return opening + FloatText.general(lower) + "," + FloatText.general(upper) + closing + ":"
            + FloatText.general(count)
    }
}
