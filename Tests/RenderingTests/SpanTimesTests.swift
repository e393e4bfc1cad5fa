import TestSupport
import Testing

@testable import Dossier

/// Self times and critical paths, against a plain computation from their definition.
@Suite struct SpanTimesTests {
    /// A random trace: with children that overlap, run past their parents or start before them,
    /// orphans, circles, repeated ids and unknown times.
    private func randomTrace(_ random: inout SplitMix64) -> [Span] {
        let count = Int.random(in: 1...14, using: &random)
        let spans = (0..<count).map { _ -> Span in
            let start = UInt64.random(in: 0...20, using: &random)
            let isKnown = UInt64.random(in: 0..<12, using: &random) != 0
            return Fixture.span(
                UInt64.random(in: 1...UInt64(count), using: &random),
                parent: [nil, UInt64.random(in: 1...UInt64(count + 1), using: &random)]
                    .randomElement(using: &random) ?? nil,
                from: start,
                to: isKnown ? start + UInt64.random(in: 0...15, using: &random) : nil,
                service: ["shop", "stock", "price"].randomElement(using: &random) ?? ""
            )
        }
        return spans.enumerated().sorted {
            ($0.element.startNanoseconds, $0.offset) < ($1.element.startNanoseconds, $1.offset)
        }.map(\.element)
    }

    private func parents(_ spans: [Span]) -> [Int?] {
        var parents = [Int?](repeating: nil, count: spans.count)
        var path: [Int] = []
        for node in TraceTree(spans).nodes {
            path.removeSubrange(node.depth...)
            parents[node.span] = path.last
            path.append(node.span)
        }
        return parents
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func selfTimesCountEachNanosecondWithoutAChild(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let spans = randomTrace(&random)
        let parents = parents(spans)
        let expected = spans.indices.map { index -> UInt64? in
            guard spans[index].durationNanoseconds != nil else { return nil }
            let moments = spans[index].startNanoseconds..<spans[index].endNanoseconds
            return UInt64(
                moments.count { moment in
                    !spans.indices.contains { child in
                        parents[child] == index && spans[child].durationNanoseconds != nil
                            && spans[child].startNanoseconds <= moment
                            && moment < spans[child].endNanoseconds
                    }
                }
            )
        }
        #expect(SelfTimes(of: spans, in: TraceTree(spans)).nanoseconds == expected, "\(seed)")
    }

    /// The path by its definition, one step after the other.
    private struct PlainPath {
        let spans: [Span]
        let parents: [Int?]
        var times: [UInt64]
        var unattributed: UInt64 = 0
        var total: UInt64 = 0

        init(_ spans: [Span], _ parents: [Int?]) {
            self.spans = spans
            self.parents = parents
            times = spans.map { _ in 0 }
            let tops = children(of: nil)
            guard let start = tops.map({ spans[$0].startNanoseconds }).min(),
                let end = tops.map({ spans[$0].endNanoseconds }).max()
            else { return }
            total = end - start
            walk(nil, start, end)
        }

        func children(of parent: Int?) -> [Int] {
            spans.indices.filter {
                parents[$0] == parent && spans[$0].durationNanoseconds != nil
            }
        }

        mutating func walk(_ span: Int?, _ start: UInt64, _ end: UInt64) {
            var moment = end
            while moment > start {
                let candidates = children(of: span).filter {
                    spans[$0].startNanoseconds < moment && spans[$0].endNanoseconds > start
                }
                let chosen = candidates.max { one, other in
                    let (one, other) = (spans[one], spans[other])
                    return (one.endNanoseconds, other.startNanoseconds)
                        < (other.endNanoseconds, one.startNanoseconds)
                }
                guard let best = chosen else { break }
                let first = candidates.first {
                    spans[$0].startNanoseconds == spans[best].startNanoseconds
                        && spans[$0].endNanoseconds == spans[best].endNanoseconds
                }
                let child = first ?? best
                let childEnd = min(spans[child].endNanoseconds, moment)
                let childStart = max(spans[child].startNanoseconds, start)
                add(moment - childEnd, to: span)
                walk(child, childStart, childEnd)
                // A child without any time left is passed by.
                if childStart == moment { break }
                moment = childStart
            }
            add(moment - start, to: span)
        }

        mutating func add(_ time: UInt64, to span: Int?) {
            if let span { times[span] += time } else { unattributed += time }
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func theCriticalPathFollowsItsDefinition(seed: UInt64) {
        var random = SplitMix64(seed: seed ^ 0xbeef)
        let spans = randomTrace(&random)
        let plain = PlainPath(spans, parents(spans))
        let path = CriticalPath(of: spans, in: TraceTree(spans))
        #expect(path.nanoseconds == plain.times, "\(seed)")
        #expect(path.unattributedNanoseconds == plain.unattributed, "\(seed)")
        #expect(path.totalNanoseconds == plain.total, "\(seed)")
        let sum = path.nanoseconds.reduce(path.unattributedNanoseconds, +)
        #expect(sum == path.totalNanoseconds, "\(seed)")
        for (time, isOnPath) in zip(path.nanoseconds, path.isOnPath) where time > 0 {
            #expect(isOnPath, "\(seed)")
        }
        let services = path.services.reduce(0) { $0 + $1.nanoseconds }
        #expect(services + path.unattributedNanoseconds == path.totalNanoseconds, "\(seed)")
    }

    @Test func theExampleOfTheDocumentation() {
        let spans = [
            Fixture.span(1, from: 0, to: 22, service: "shop"),
            Fixture.span(2, parent: 1, from: 3, to: 11, service: "stock"),
            Fixture.span(3, parent: 1, from: 5, to: 17, service: "price"),
        ]
        let tree = TraceTree(spans)
        #expect(SelfTimes(of: spans, in: tree).nanoseconds == [8, 8, 12])
        let path = CriticalPath(of: spans, in: tree)
        #expect(path.nanoseconds == [8, 2, 12])
        #expect(path.services.map(\.service) == ["price", "shop", "stock"])
    }

    @Test func aLongChainNeedsNoStack() {
        let count: UInt64 = 200_000
        let spans = (1...count).map { id in
            Fixture.span(id, parent: id > 1 ? id - 1 : nil, from: id, to: 2 * count - id + 2)
        }
        let path = CriticalPath(of: spans, in: TraceTree(spans))
        #expect(path.nanoseconds.reduce(0, +) == path.totalNanoseconds)
    }
}
