import DossierTraceQL
import Testing

@Suite struct MetricsTimesTests {
    @Test func intervalsAreNamedByTheirEnds() throws {
        let times = try #require(MetricsTimes(start: 21_000, end: 50_000, step: 10_000))
        #expect(times.count == 3)
        let seconds = try #require(
            MetricsTimes(start: 1, end: 50_000_000_000, step: 15_000_000_000)
        )
        #expect((0..<seconds.count).map(seconds.label) == [15_000, 30_000, 45_000, 60_000])
    }

    @Test func anInstantIsOneIntervalUpToTheEnd() throws {
        let times = try #require(MetricsTimes(instantFrom: 0, to: 6_000_000_000))
        #expect(times.count == 1)
        #expect(times.label(0) == 6_000)
    }

    @Test func impossibleTimesAreRefused() {
        #expect(MetricsTimes(start: 5, end: 4, step: 1) == nil)
        #expect(MetricsTimes(start: 0, end: 4, step: 0) == nil)
        #expect(MetricsTimes(start: -1, end: 4, step: 1) == nil)
        #expect(MetricsTimes(start: 0, end: .max, step: 1) == nil)
        #expect(MetricsTimes(instantFrom: 4, to: 4) == nil)
    }

    @Test func largeTimesDoNotOverflow() throws {
        let times = try #require(MetricsTimes(start: .max - 5, end: .max, step: .max))
        #expect(times.count >= 1)
        #expect(times.label(times.count - 1) > 0)
    }

    @Test func theDefaultStepIsRound() {
        let second: Int64 = 1_000_000_000
        #expect(MetricsTimes.defaultStep(start: 0, end: 30 * second) == 100_000_000)
        #expect(MetricsTimes.defaultStep(start: 0, end: 3600 * second) == 15 * second)
        #expect(MetricsTimes.defaultStep(start: 0, end: 86_400 * second) == 300 * second)
        #expect(MetricsTimes.defaultStep(start: 0, end: 30 * 86_400 * second) == 3 * 3600 * second)
    }
}
