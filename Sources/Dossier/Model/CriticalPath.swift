internal import DossierQuery

/// The critical path of a trace: its time, given out among the spans that its end had to wait for.
///
/// Of several spans that run at once the one that ends last is waited for; time in which none of the
/// children of a span on the path is waited for is the span's own. `docs/traces.md` has the details.
public struct CriticalPath: Sendable {
    /// The time of a service on the path.
    public struct ServiceShare: Hashable, Sendable {
        /// The attribute `service.name` of the spans' resource; nil if it has none.
        public let service: String?
        /// The time of its spans on the path.
        public let nanoseconds: UInt64
        /// Its part of the time of the path, from 0 to 1.
        public let share: Double
    }

    /// By the index of the span: how much of the path is its own time.
    public let nanoseconds: [UInt64]
    /// By the index of the span: whether it is on the path, for itself or for one below it.
    public let isOnPath: [Bool]
    /// The time in which no span without a parent ran.
    public let unattributedNanoseconds: UInt64
    /// The time of the path: all of the above together.
    public let totalNanoseconds: UInt64
    /// By time, the longest first.
    public let services: [ServiceShare]

    /// Computes the critical path of the spans that a tree arranges.
    ///
    /// - Complexity: O(n log n) over the spans.
    public init(of spans: [Span], in tree: TraceTree) {
        let path = SpanIntervals(spans, in: tree).criticalPath
        nanoseconds = path.times
        isOnPath = path.isOnPath
        unattributedNanoseconds = path.unattributed
        totalNanoseconds = path.total
        var times: [String?: UInt64] = [:]
        for (span, time) in zip(spans, path.times) where time > 0 {
            times[span.resource.serviceName, default: 0] += time
        }
        services = times.map { service, time in
            ServiceShare(
                service: service,
                nanoseconds: time,
                share: Double(time) / Double(path.total)
            )
        }.sorted { one, other in
            one.nanoseconds != other.nanoseconds
                ? one.nanoseconds > other.nanoseconds : (one.service ?? "") < (other.service ?? "")
        }
    }
}
