import DossierPrimitives

/// Plays requests through a system, one trace after the other in the order of their beginnings.
///
/// Each trace has a random sequence of its own, so any of them can be made without the others, and
/// each signal's pass can make them all again instead of keeping them.
struct TraceSimulator {
    private let incident: SyntheticIncident
    private let system: SimulatedSystem
    private let fault: FaultPlan
    private var random = SplitMix64(seed: 0)
    private var spans: [SimulatedSpan] = []

    /// How an operation ended, as its caller sees it.
    private struct Reply {
        let end: UInt64
        let failure: SimulatedSpan.Failure
    }

    init(_ incident: SyntheticIncident, system: SimulatedSystem, fault: FaultPlan) {
        self.incident = incident
        self.system = system
        self.fault = fault
    }

    /// Makes a trace, into the memory of an earlier one.
    mutating func simulate(_ index: Int, into trace: inout SimulatedTrace) {
        random = SplitMix64(seed: incident.seed, stream: UInt64(index))
        swap(&spans, &trace.spans)
        spans.removeAll(keepingCapacity: true)
        trace.id = SimulatedTrace.ID(high: random.next(), low: random.next())

        let spacing = incident.duration / UInt64(incident.traceCount)
        let start = incident.startTime + UInt64(index) * spacing + random.below(spacing)
        let share = random.unit()
        for traffic in system.traffic where share < traffic.cumulativeShare {
            // A job of an instance that is down does not run; the next kind of trace takes its turn.
            if run(traffic.operation, parent: nil, at: start) != nil {
                break
            }
        }
        swap(&spans, &trace.spans)
    }

    /// Runs an operation begun at a time, on one of its service's instances; nil if that is down.
    private mutating func run(_ index: Int, parent: Int?, at arrival: UInt64) -> Reply? {
        let operation = system.operations[index]
        let instances = system.services[operation.service].instances
        let instance = instances.lowerBound + random.index(below: instances.count)
        guard !fault.isDown(instance, at: arrival) else { return nil }

        let span = begin(operation.template, on: instance, parent: parent, at: arrival)
        let ownTime =
            random.latency(median: operation.medianLatency)
            + random.latency(median: fault.addedLatency(of: instance, at: arrival))
        let raises = random.chance(fault.errorProbability(of: instance, at: arrival))
        var failure = raises ? SimulatedSpan.Failure.raised : .none
        var clock = arrival + ownTime / 2
        for step in operation.steps where random.chance(step.probability) {
            let succeeds = take(step, within: span, on: instance, &clock)
            if !succeeds, step.isEssential, !raises {
                failure = .dependency
            }
            if failure != .none {
                break
            }
        }
        clock += ownTime / 2 + 1
        finish(span, at: clock, failure)
        return Reply(end: clock, failure: failure)
    }

    /// Takes a step, moves the clock to its end, and says whether it succeeded.
    private mutating func take(
        _ step: SimulatedSystem.Step,
        within parent: Int,
        on instance: Int,
        _ clock: inout UInt64
    ) -> Bool {
        let start = clock + random.latency(median: 60_000)
        let span = begin(step.template, on: instance, parent: parent, at: start)
        var failure = SimulatedSpan.Failure.none
        switch step.action {
        case .work:
            clock = start + random.latency(median: 900_000)
        case .query:
            clock = start + random.latency(median: 1_400_000)
        case .publish(let consumers):
            clock = start + random.latency(median: 500_000)
            for consumer in consumers {
                // Nobody waits for the reply; messages to an instance that is down are lost.
                let arrival = clock + random.latency(median: 15_000_000)
                _ = run(consumer, parent: span, at: arrival)
            }
        case .call(let callee):
            let networkTime = random.latency(median: 250_000)
            if let reply = run(callee, parent: span, at: start + networkTime) {
                clock = reply.end + networkTime
                failure = reply.failure
            } else {
                clock = start + FaultPlan.callTimeout
                failure = .timedOut
            }
        }
        finish(span, at: clock, failure)
        return failure == .none
    }

    private mutating func begin(
        _ template: Int,
        on instance: Int,
        parent: Int?,
        at start: UInt64
    ) -> Int {
        spans.append(
            SimulatedSpan(
                id: random.next(),
                parent: parent,
                template: template,
                instance: instance,
                start: start,
                end: start
            )
        )
        return spans.count - 1
    }

    private mutating func finish(
        _ span: Int,
        at end: UInt64,
        _ failure: SimulatedSpan.Failure
    ) {
        spans[span].end = end
        spans[span].failure = failure
    }
}
