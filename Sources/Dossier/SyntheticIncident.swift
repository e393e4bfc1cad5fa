internal import DossierSynthesis

/// A made-up incident: correlated traces, logs and metrics of a web shop in which one service fails.
///
/// The same settings give the same bytes, on every run and every machine. The text is OTLP-JSON
/// lines as the OpenTelemetry Collector's file exporter writes them, and the three signals agree:
/// log records and exemplars carry ids of spans that exist, and what the metrics count are those
/// spans.
///
/// ```swift
/// let incident = SyntheticIncident(seed: 7, fault: .latency)
/// let ground = try incident.write { signal, lines in try files[signal]?.write(lines) }
/// print(ground.plantedFault?.service ?? "nothing is broken")
/// ```
public struct SyntheticIncident: Sendable {
    /// What goes wrong, from 60 % to 85 % of the run, in one service that others depend on.
    public enum Fault: String, CaseIterable, Sendable {
        /// Nothing; requests fail at the background rate only (0.2 % of those served).
        case none
        /// The service answers most requests with an error, which its callers pass on.
        case errors
        /// The service takes seconds instead of milliseconds.
        case latency
        /// The service answers nobody: callers time out after three seconds, and its own spans, log
        /// records and metric exports cease until it restarts.
        ///
        /// What it accepted before is answered and goes into one last export, 15 seconds into the
        /// window. After the restart its counters begin at zero, with a new start time.
        case outage
    }

    /// The numbers of services a system can have.
    public static let serviceCounts = DossierSynthesis.SyntheticIncident.serviceCounts

    /// The seed of every random choice.
    public var seed: UInt64
    /// The number of traces; zero leaves metrics and the logs that belong to no request.
    public var traceCount: Int
    /// The number of services, within ``serviceCounts``.
    public var serviceCount: Int
    /// What goes wrong.
    public var fault: Fault
    /// The beginning of the run.
    public var startTime: Timestamp

    /// Describes an incident; ``write(_:)`` makes it.
    ///
    /// - Parameters:
    ///   - seed: The seed of every random choice.
    ///   - traceCount: The number of traces, not negative.
    ///   - serviceCount: The number of services, within ``serviceCounts``.
    ///   - fault: What goes wrong.
    ///   - startTime: The beginning of the run, 2026-01-15T10:00:00Z by default.
    public init(
        seed: UInt64 = 1,
        traceCount: Int = 1_000,
        serviceCount: Int = 8,
        fault: Fault = .errors,
        startTime: Timestamp = Timestamp(nanoseconds: 1_768_471_200_000_000_000)
    ) {
        self.seed = seed
        self.traceCount = traceCount
        self.serviceCount = serviceCount
        self.fault = fault
        self.startTime = startTime
    }

    /// How long traces go on to start: a multiple of five minutes, at 20 traces a second at most.
    public var duration: Duration { .nanoseconds(incident.duration) }

    /// Makes the incident: all lines of the traces, then those of the logs, then the metrics'.
    ///
    /// The chunks of a signal, one after the other, are its file. Each chunk consists of whole
    /// lines, about a megabyte of them; a signal without rows has none. Metrics go on for 30 to 45
    /// seconds after the last span, until all of them have been exported.
    ///
    /// - Parameter sink: Takes a chunk; an error that it throws ends the writing.
    /// - Returns: What was planted, and how many rows there are.
    /// - Throws: What `sink` throws.
    /// - Complexity: O(`traceCount`) time, as traces are made once for each signal. The memory does
    ///   not depend on it: a line of each signal, and a few counters an instance.
    /// - Precondition: `traceCount` is not negative, and ``serviceCounts`` contains `serviceCount`.
    @discardableResult
    public func write(_ sink: (Signal, [UInt8]) throws -> Void) rethrows -> Ground {
        Ground(
            try incident.write { signal, lines in try sink(Signal(signal), lines) },
            of: self
        )
    }

    private var incident: DossierSynthesis.SyntheticIncident {
        DossierSynthesis.SyntheticIncident(
            seed: seed,
            traceCount: traceCount,
            serviceCount: serviceCount,
            fault: .init(fault),
            startTime: startTime.storedNanoseconds
        )
    }
}

extension SyntheticIncident {
    /// What was planted and written: the answers against which an analysis can be checked.
    public struct Ground: Sendable, Hashable {
        /// The seed of the incident.
        public let seed: UInt64
        /// The services of the incident.
        public let serviceCount: Int
        /// The fault and where it is; nil if there is none.
        public let plantedFault: PlantedFault?
        /// The traces written; each has at least one span.
        public let traceCount: Int
        /// The spans written.
        public let spanCount: Int
        /// The spans whose status is an error, in and outside the fault's window.
        public let errorSpanCount: Int
        /// The log records written.
        public let logRecordCount: Int
        /// The data points of all metric types written; a histogram's point counts once.
        public let dataPointCount: Int
        /// The exemplars written; each points to a span of this run.
        public let exemplarCount: Int
    }

    /// Where and when the fault shows.
    public struct PlantedFault: Sendable, Hashable {
        /// What goes wrong; never `none`.
        public let kind: Fault
        /// The `service.name` of the failing service, which runs as a single instance.
        public let service: String
        /// The `service.instance.id` of that instance, which is also its `k8s.pod.name`.
        public let instance: String
        /// The first nanosecond of the fault.
        public let start: Timestamp
        /// The first nanosecond after the fault.
        public let end: Timestamp
    }
}

extension SyntheticIncident.Ground {
    fileprivate init(
        _ ground: DossierSynthesis.SyntheticIncident.Ground,
        of incident: SyntheticIncident
    ) {
        seed = incident.seed
        serviceCount = incident.serviceCount
        plantedFault = ground.plantedFault.map(SyntheticIncident.PlantedFault.init)
        traceCount = ground.traceCount
        spanCount = ground.spanCount
        errorSpanCount = ground.errorSpanCount
        logRecordCount = ground.logRecordCount
        dataPointCount = ground.dataPointCount
        exemplarCount = ground.exemplarCount
    }
}

extension SyntheticIncident.PlantedFault {
    fileprivate init(_ fault: DossierSynthesis.SyntheticIncident.PlantedFault) {
        kind = SyntheticIncident.Fault(fault.kind)
        service = fault.service
        instance = fault.instance
        start = Timestamp(nanoseconds: fault.start)
        end = Timestamp(nanoseconds: fault.end)
    }
}

extension SyntheticIncident.Fault {
    fileprivate init(_ fault: DossierSynthesis.SyntheticIncident.Fault) {
        switch fault {
        case .none: self = .none
        case .errors: self = .errors
        case .latency: self = .latency
        case .outage: self = .outage
        }
    }
}

extension DossierSynthesis.SyntheticIncident.Fault {
    fileprivate init(_ fault: SyntheticIncident.Fault) {
        switch fault {
        case .none: self = .none
        case .errors: self = .errors
        case .latency: self = .latency
        case .outage: self = .outage
        }
    }
}

extension Signal {
    fileprivate init(_ signal: DossierSynthesis.SyntheticIncident.Signal) {
        switch signal {
        case .traces: self = .traces
        case .logs: self = .logs
        case .metrics: self = .metrics
        }
    }
}
