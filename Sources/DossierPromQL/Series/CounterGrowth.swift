import DossierPrimitives

/// How much a counter grew, and between which times: what its points and those of other streams of
/// the same exporter prove.
///
/// Times are milliseconds since the Unix epoch.
package struct CounterGrowth: Sendable, Hashable {
    /// Amounts that grew after their start and not after their end, in the order of the ends.
    package struct Amount: Sendable, Hashable {
        /// `Int64.min` if nothing bounds it.
        package let start: Int64
        package let end: Int64
        package let lower: Double
        /// More than `lower` where a part is lost: before a reset that no start time explains.
        package let upper: Double

        package init(start: Int64, end: Int64, lower: Double, upper: Double) {
            self.start = start
            self.end = end
            self.lower = lower
            self.upper = upper
        }
    }

    package private(set) var amounts: [Amount] = []

    package init() {}

    /// The growth of a counter that counts on from point to point.
    ///
    /// - Parameters:
    ///   - samples: The points; a start time that is not before its point is unknown.
    ///   - exports: The times at which the same resource and scope sent points of any stream, rising:
    ///     one before the first point shows that the counter was nothing then.
    package init(cumulative samples: FloatSamples, exports: [Int64] = []) {
        var previous: (time: Int64, value: Double)?
        for index in samples.timestamps.indices where !samples.values[index].isStaleMarker {
            let time = samples.timestamps[index]
            let value = samples.values[index]
            let start = Self.start(of: index, in: samples)
            if let previous {
                append(value, at: time, start: start, after: previous)
            } else {
                let bounds = [start, Self.last(of: exports, before: time)].compactMap { $0 }
                append(
                    Amount(start: bounds.max() ?? .min, end: time, lower: value, upper: value)
                )
            }
            previous = (time, value)
        }
    }

    /// The growth of a counter whose points are the differences, each since its start time.
    package init(differences samples: FloatSamples, exports: [Int64] = []) {
        var previous: Int64?
        for index in samples.timestamps.indices where !samples.values[index].isStaleMarker {
            let time = samples.timestamps[index]
            let start =
                Self.start(of: index, in: samples) ?? previous
                ?? Self.last(of: exports, before: time)
            let value = samples.values[index]
            append(Amount(start: start ?? .min, end: time, lower: value, upper: value))
            previous = time
        }
    }

    private mutating func append(
        _ value: Double,
        at time: Int64,
        start: Int64?,
        after previous: (time: Int64, value: Double)
    ) {
        if let start, start >= previous.time {
            append(Amount(start: start, end: time, lower: value, upper: value))
        } else if value < previous.value {
            append(Amount(start: previous.time, end: time, lower: value, upper: .infinity))
        } else {
            let amount = value - previous.value
            append(Amount(start: previous.time, end: time, lower: amount, upper: amount))
        }
    }

    private mutating func append(_ amount: Amount) {
        guard amount.lower != 0 || amount.upper != 0 else { return }
        amounts.append(amount)
    }

    private static func start(of index: Int, in samples: FloatSamples) -> Int64? {
        guard samples.startTimestamps.indices.contains(index) else { return nil }
        let start = samples.startTimestamps[index]
        return start > 0 && start < samples.timestamps[index] ? start : nil
    }

    private static func last(of times: [Int64], before time: Int64) -> Int64? {
        let place = times.indices.partitioningIndex { times[$0] >= time }
        return place > 0 ? times[place - 1] : nil
    }
}

extension CounterGrowth {
    /// What grew after one time and not after another: at least and at most.
    package struct Increase: Sendable, Hashable {
        package var lower = 0.0
        package var upper = 0.0
        /// Whether something may have grown in the window, of which part is known to be.
        package var hasAmounts = false

        package init() {}

        package var isExact: Bool { lower == upper }
    }

    /// What grew in the window `(start, end]`.
    ///
    /// - Complexity: O(amounts in the window), after a search.
    package func increase(after start: Int64, through end: Int64) -> Increase {
        var increase = Increase()
        add(to: &increase, after: start, through: end)
        return increase
    }

    func add(to increase: inout Increase, after start: Int64, through end: Int64) {
        var place = amounts.indices.partitioningIndex { amounts[$0].end > start }
        while place < amounts.count, amounts[place].start < end {
            let amount = amounts[place]
            increase.hasAmounts = true
            if amount.start >= start, amount.end <= end { increase.lower += amount.lower }
            increase.upper += amount.upper
            place += 1
        }
    }
}
