import DossierPromQL
import DossierPromQLSyntax
import TestSupport
import Testing

@Suite struct CounterGrowthTests {
    private func samples(
        _ points: [(time: Int64, value: Double, start: Int64)]
    ) -> FloatSamples {
        FloatSamples(
            timestamps: points.map(\.time),
            values: points.map(\.value),
            startTimestamps: points.map(\.start)
        )
    }

    /// A counter with restarts, resets that nothing explains, gaps and stale markers.
    private func counter(_ random: inout SplitMix64, explains: Bool) -> FloatSamples {
        var points: [(time: Int64, value: Double, start: Int64)] = []
        var time = Int64(random.next() % 1000) + 1000
        var start = explains ? time - Int64(random.next() % 900) - 1 : 0
        var value = 0.0
        for _ in 0..<(1 + random.next() % 40) {
            value += Double(random.next() % 5)
            points.append((time, random.next() % 15 == 0 ? .staleMarker : value, start))
            if random.next() % 8 == 0 {
                value = 0
                start = explains ? time + Int64(random.next() % 3) : start
            }
            time += 5 + Int64(random.next() % 60)
        }
        return samples(points)
    }

    private func total(_ growth: CounterGrowth) -> Double {
        growth.amounts.reduce(0) { $0 + $1.lower }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func sumsToTheTotalOverAnyPartitionOfTime(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let growth = CounterGrowth(cumulative: counter(&random, explains: true), exports: [900])
        let end = (growth.amounts.last?.end ?? 2000) + 10
        var edges = (0..<(random.next() % 30)).map { _ in
            Int64(random.next() % UInt64(end))
        }
        edges = [0] + edges.sorted() + [end]
        let parts = zip(edges, edges.dropFirst()).map { growth.increase(after: $0, through: $1) }
        let lower = parts.reduce(0) { $0 + $1.lower }
        let upper = parts.reduce(0) { $0 + $1.upper }
        #expect(lower <= total(growth) && total(growth) <= upper)
        if parts.allSatisfy(\.isExact) { #expect(lower == total(growth)) }
        let whole = growth.increase(after: 0, through: end)
        #expect(whole.isExact && whole.lower == total(growth))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func isExactBetweenAnyExports(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let growth = CounterGrowth(cumulative: counter(&random, explains: true))
        let edges =
            [0] + growth.amounts.map(\.end).filter { _ in random.next() % 3 == 0 }
            + [growth.amounts.last?.end ?? 1]
        let parts = zip(edges, edges.dropFirst()).map { growth.increase(after: $0, through: $1) }
        #expect(!parts.contains { !$0.isExact })
        #expect(parts.reduce(0) { $0 + $1.lower } == total(growth))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func boundsWhatALiteralCountGives(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let growth = CounterGrowth(
            cumulative: counter(&random, explains: false),
            exports: [100, 950, 1100]
        )
        for _ in 0..<50 {
            let start = Int64(random.next() % 4000)
            let end = start + Int64(random.next() % 900)
            let touching = growth.amounts.filter { $0.end > start && $0.start < end }
            let inside = touching.filter { $0.start >= start && $0.end <= end }
            let increase = growth.increase(after: start, through: end)
            #expect(increase.lower == inside.reduce(0) { $0 + $1.lower })
            #expect(increase.upper == touching.reduce(0) { $0 + $1.upper })
            #expect(increase.hasAmounts == !touching.isEmpty)
        }
    }

    @Test func takesTheLaterOfStartTimeAndExportBeforeAsBirth() {
        let points = samples([(1000, 2, 400)])
        #expect(CounterGrowth(cumulative: points, exports: [300]).amounts.map(\.start) == [400])
        #expect(
            CounterGrowth(cumulative: points, exports: [300, 500, 1000, 1500]).amounts.map(\.start)
                == [500]
        )
        let unknown = samples([(1000, 2, 0)])
        #expect(CounterGrowth(cumulative: unknown).amounts.map(\.start) == [.min])
        #expect(!CounterGrowth(cumulative: unknown).increase(after: 0, through: 2000).isExact)
    }

    @Test func countsFromZeroAfterARestartAndFromBelowAfterAnUnknownReset() {
        let restarted = CounterGrowth(
            cumulative: samples([(1000, 5, 500), (2000, 2, 1000), (3000, 7, 2500)])
        )
        #expect(
            restarted.amounts == [
                .init(start: 500, end: 1000, lower: 5, upper: 5),
                .init(start: 1000, end: 2000, lower: 2, upper: 2),
                .init(start: 2500, end: 3000, lower: 7, upper: 7),
            ]
        )
        let reset = CounterGrowth(cumulative: samples([(1000, 5, 500), (2000, 2, 500)]))
        #expect(reset.increase(after: 0, through: 3000) == increase(7, .infinity))
    }

    @Test func takesDifferencesAsTheyAre() {
        let growth = CounterGrowth(
            differences: samples([(1000, 5, 500), (2000, 5, 1000), (3000, 0, 2000), (4000, 1, 0)])
        )
        #expect(growth.increase(after: 0, through: 2000) == increase(10, 10))
        #expect(growth.increase(after: 1000, through: 3500) == increase(5, 6))
    }

    private func increase(_ lower: Double, _ upper: Double) -> CounterGrowth.Increase {
        var increase = CounterGrowth.Increase()
        (increase.lower, increase.upper, increase.hasAmounts) = (lower, upper, true)
        return increase
    }

    @Test func agreesOverStepsAndAtEachOfThem() throws {
        var random = SplitMix64(seed: 5)
        var storage = MemoryStorage()
        for index in 0..<5 {
            let samples = counter(&random, explains: index < 3)
            for (place, time) in samples.timestamps.enumerated() {
                try storage.append(
                    samples.values[place],
                    at: time,
                    startMilliseconds: samples.startTimestamps[place],
                    to: Labels(["__name__": "c_total", "i": "\(index)"])
                )
            }
        }
        for function in ["increase", "rate"] {
            for bound in ["", "_lower", "_upper"] {
                let text = "\(function)_exact\(bound)(c_total[300ms] offset 10ms)"
                let expression = try PromQLExpression(parsing: text, features: .extensions)
                let plain = try StepEngine().evaluate(
                    expression,
                    text: text,
                    from: 0,
                    to: 4000,
                    step: 70,
                    over: storage
                )
                let fast = try PromQLEngine().evaluate(
                    expression,
                    text: text,
                    from: 0,
                    to: 4000,
                    step: 70,
                    over: storage
                )
                guard case .matrix(let left) = plain.value, case .matrix(let right) = fast.value
                else {
                    Issue.record("no matrix")
                    return
                }
                #expect(left.map(\.labels) == right.map(\.labels))
                for (one, other) in zip(left, right) {
                    #expect(one.floats.map(\.0) == other.floats.map(\.0))
                    #expect(
                        one.floats.map(\.1.bitPattern) == other.floats.map(\.1.bitPattern)
                    )
                }
            }
        }
    }

    @Test func areUnknownUnlessAskedFor() {
        #expect(throws: PromQLSyntaxError.self) {
            try PromQLExpression(parsing: "increase_exact(a_total[5m])", features: .experimental)
        }
    }
}
