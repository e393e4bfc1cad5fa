import DossierColumns
package import DossierStore
import Synchronization

/// Counts of spans and of requests between services, each made when it is first asked for.
package final class SpanMetricCounts: Sendable {
    private struct Held {
        var blocks: [BlockInfo]?
        var times: SampleTimes??
        var calls: SpanCalls?
        var requests: ServiceRequests?
    }

    private let reader: StoreReader
    private let duplicates: @Sendable () throws -> DuplicateSpans
    private let held = Mutex(Held())

    /// `duplicates` finds the spans that are not counted.
    package init(
        _ reader: StoreReader,
        except duplicates: @escaping @Sendable () throws -> DuplicateSpans
    ) {
        self.reader = reader
        self.duplicates = duplicates
    }

    /// When there are samples; nil if no span has a known time.
    package func times() throws -> SampleTimes? {
        try held.withLock { try times(&$0) }
    }

    /// The spans by service, name, kind and status; nil if none has a known time.
    package func calls() throws -> SpanCalls? {
        try held.withLock { held in
            if let calls = held.calls { return calls }
            guard let times = try times(&held) else { return nil }
            held.calls = try SpanCalls(
                blocks(&held),
                at: times,
                except: duplicates(),
                in: reader
            )
            return held.calls
        }
    }

    /// The requests by client and server; nil if no span has a known time.
    package func requests() throws -> ServiceRequests? {
        try held.withLock { held in
            if let requests = held.requests { return requests }
            guard let times = try times(&held) else { return nil }
            held.requests = try ServiceRequests(
                blocks(&held),
                at: times,
                except: duplicates(),
                in: reader
            )
            return held.requests
        }
    }

    /// Spans that stand for the others behind the samples of a range of times, by time.
    ///
    /// - Complexity: O(spans of the blocks that touch the range), over eight columns.
    package func exemplars(
        in range: ClosedRange<UInt64>,
        where isWanted: (SpanCalls.Key) -> Bool
    ) throws -> [SpanMetricExemplar] {
        guard let samples = try times(), samples.sampled.overlaps(range) else { return [] }
        let spanBlocks = try held.withLock { try blocks(&$0) }
        // After the blocks, since a writer may add to both meanwhile.
        let services = ServiceNumbers(try reader.serviceNameBytes())
        let repeated = try duplicates()
        var picks = SpanExemplarPicks(in: range.clamped(to: samples.sampled))
        for block in spanBlocks where block.timeRange?.overlaps(range) ?? false {
            try picks.add(
                block,
                services,
                at: samples,
                except: repeated,
                in: reader,
                where: isWanted
            )
        }
        return picks.exemplars
    }

    private func blocks(_ held: inout Held) throws -> [BlockInfo] {
        if let blocks = held.blocks { return blocks }
        let blocks = try reader.blocks(of: .span)
        held.blocks = blocks
        return blocks
    }

    private func times(_ held: inout Held) throws -> SampleTimes? {
        if let times = held.times { return times }
        let times = try SampleTimes(of: .span, in: blocks(&held), reader)
        held.times = .some(times)
        return times
    }
}
