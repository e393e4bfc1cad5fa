import DossierPrimitives

/// Counts spans as they end, and exports what every instance has counted each 15 seconds.
struct SimulatedExporter {
    private let system: SimulatedSystem
    private let fault: FaultPlan
    private let seed: UInt64
    private var metrics: [InstanceMetrics]
    /// Samples of spans that end after the next export.
    private var heldOver: [DurationSample] = []
    private var previousExport: UInt64
    /// The end of the run, or of the last span if that is later.
    private var lastEnd: UInt64

    /// The nanoseconds between exports; the fault's window begins and ends at exports.
    static let interval: UInt64 = 15_000_000_000

    /// The exemplars written so far.
    private(set) var exemplarCount = 0

    init(_ incident: SyntheticIncident, system: SimulatedSystem, fault: FaultPlan) {
        self.system = system
        self.fault = fault
        seed = incident.seed
        previousExport = incident.startTime
        lastEnd = incident.startTime + incident.duration
        metrics = system.instances.map { instance in
            InstanceMetrics(
                of: system.services[instance.service],
                serviceCount: system.services.count,
                startTime: incident.startTime
            )
        }
    }

    /// When the next export is due, in nanoseconds since the epoch.
    var nextExport: UInt64 {
        previousExport + Self.interval
    }

    /// Whether everything that ended has been exported three times, as labelled requests have to be.
    var isFinished: Bool {
        nextExport >= lastEnd + 3 * Self.interval
    }

    /// Takes in a trace that begins before the next export.
    mutating func record(_ trace: SimulatedTrace) {
        for span in trace.spans {
            lastEnd = max(lastEnd, span.end)
            record(DurationSample(traceID: trace.id, span: span))
        }
    }

    private mutating func record(_ sample: DurationSample) {
        if sample.span.end <= nextExport {
            let template = system.templates[sample.span.template]
            metrics[sample.span.instance].record(sample, template)
        } else {
            heldOver.append(sample)
        }
    }

    /// Adds an export of all instances that are up, and begins the next interval.
    mutating func export(to lines: inout OTLPJSONLines) {
        let time = nextExport
        for instance in system.instances.indices {
            if isSilent(instance, at: time) {
                restart(instance)
                continue
            }
            let noise = SplitMix64(seed: seed ^ time, stream: UInt64(instance))
            var writer = SimulatedMetricWriter(
                system: system,
                instance: instance,
                metrics: metrics[instance],
                interval: previousExport..<time,
                noise: noise
            )
            writer.addAll(to: &lines)
            exemplarCount += writer.exemplarCount
            metrics[instance].beginInterval()
        }
        previousExport = time

        let samples = heldOver
        heldOver.removeAll(keepingCapacity: true)
        for sample in samples {
            record(sample)
        }
    }

    /// Whether an instance exports nothing.
    ///
    /// One that goes down drains first, so there is one more export with what it drained.
    private func isSilent(_ instance: Int, at time: UInt64) -> Bool {
        fault.isDown(instance, at: time - 1) && fault.isDown(instance, at: time - 1 - Self.interval)
    }

    /// Lets an instance that is down begin at zero when the fault ends.
    private mutating func restart(_ instance: Int) {
        metrics[instance] = InstanceMetrics(
            of: system.service(of: instance),
            serviceCount: system.services.count,
            startTime: fault.window.upperBound
        )
    }
}
