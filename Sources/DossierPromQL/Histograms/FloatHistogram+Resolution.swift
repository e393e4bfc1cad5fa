extension FloatHistogram {
    /// The histogram in a schema of lower resolution (a lower number); as it is if that is higher.
    func reduced(toSchema target: Int) -> FloatHistogram {
        guard !usesCustomBounds, target < schema, Self.exponentialSchemas.contains(target) else {
            return self
        }
        let shift = Int32(schema - target)
        var result = self
        result.schema = target
        result.positive = positive.mapped { (($0 &- 1) >> shift) &+ 1 }
        result.negative = negative.mapped { (($0 &- 1) >> shift) &+ 1 }
        return result
    }

    /// The histogram with fewer custom bounds, each of which it has.
    func reduced(toBounds bounds: [Double]) -> FloatHistogram {
        guard bounds != customBounds else { return self }
        let targets = customBounds.map { bound in
            Int32(bounds.firstIndex { $0 >= bound } ?? bounds.count)
        }
        var result = self
        result.customBounds = bounds
        result.positive = positive.mapped { index in
            let position = Int(index)
            return targets.indices.contains(position) ? targets[position] : Int32(bounds.count)
        }
        return result
    }

    /// The bounds that both lists have; both rise.
    static func commonBounds(_ left: [Double], _ right: [Double]) -> [Double] {
        var common: [Double] = []
        var position = 0
        for bound in left {
            while position < right.count, right[position] < bound { position += 1 }
            if position < right.count, right[position] == bound { common.append(bound) }
        }
        return common
    }
}
