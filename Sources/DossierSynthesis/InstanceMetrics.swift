/// The instruments of one process: what they have counted since it started.
struct InstanceMetrics {
    /// A request whose own trace id labels metrics, and how often they are still to be exported.
    struct LabelledRequest {
        let sample: DurationSample
        var remainingExports = 3
    }

    /// When the process started counting, in nanoseconds since the epoch.
    let startTime: UInt64
    /// The durations of served requests, three an operation: by `Failure`, as HTTP statuses differ.
    private(set) var served: [ExplicitDurationHistogram]
    /// The durations of calls, by the service called; nil for those never called.
    private(set) var called: [ExponentialDurationHistogram?]
    private(set) var okCount: UInt64 = 0
    private(set) var errorCount: UInt64 = 0
    /// The messages sent since the last export.
    private(set) var sentCount: UInt64 = 0
    /// The nanoseconds spent on requests and messages that ended since the last export.
    private(set) var busyTime: UInt64 = 0
    /// The durations of the requests served since the start, and of those since the last export.
    private(set) var requests = DurationSummary()
    private(set) var recentDurations: [UInt64] = []
    private(set) var labelledRequests: [LabelledRequest] = []

    /// How many histograms an operation has in ``served``.
    static let outcomesPerOperation = 3

    init(of service: SimulatedSystem.Service, serviceCount: Int, startTime: UInt64) {
        self.startTime = startTime
        served = Array(
            repeating: ExplicitDurationHistogram(bounds: ExplicitDurationHistogram.httpBounds),
            count: service.operations.count * Self.outcomesPerOperation
        )
        called = Array(repeating: nil, count: serviceCount)
    }

    /// Counts a span that has ended.
    mutating func record(_ sample: DurationSample, _ template: SpanTemplate) {
        let span = sample.span
        switch template.role {
        case .server:
            let operation = template.operationOrdinal * Self.outcomesPerOperation
            served[operation + span.failure.rawValue].record(sample)
            okCount += span.failure == .none ? 1 : 0
            errorCount += span.failure == .none ? 0 : 1
            busyTime += span.duration
            requests.record(span.duration)
            recentDurations.append(span.duration)
            if sample.traceID.isLabelled {
                labelledRequests.append(LabelledRequest(sample: sample))
            }
        case .consumer:
            busyTime += span.duration
        case .client:
            if let callee = template.calleeService {
                called[callee, default: ExponentialDurationHistogram()].record(span.duration)
            }
        case .producer:
            sentCount += 1
        case .query, .work, .job:
            break
        }
    }

    /// Forgets what is told once, after an export.
    mutating func beginInterval() {
        for index in served.indices {
            served[index].beginInterval()
        }
        sentCount = 0
        busyTime = 0
        recentDurations.removeAll(keepingCapacity: true)
        for index in labelledRequests.indices {
            labelledRequests[index].remainingExports -= 1
        }
        labelledRequests.removeAll { $0.remainingExports == 0 }
    }
}

extension [ExponentialDurationHistogram?] {
    fileprivate subscript(
        index: Int, default value: @autoclosure () -> ExponentialDurationHistogram
    ) -> ExponentialDurationHistogram {
        get { self[index] ?? value() }
        set { self[index] = newValue }
    }
}
