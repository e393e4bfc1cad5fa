import DossierPrimitives

/// A made-up incident: correlated traces, logs and metrics of a web shop in which one service fails.
///
/// The same settings give the same bytes, on every run and every machine. The text is OTLP-JSON
/// lines as the OpenTelemetry Collector's file exporter writes them, one signal a stream, and the
/// three signals agree: log records and exemplars carry ids of spans that exist, and what the
/// metrics count are those spans.
///
/// ```swift
/// let incident = SyntheticIncident(seed: 7, fault: .latency)
/// let ground = try incident.write { signal, lines in try files[signal]?.write(lines) }
/// print(ground.plantedFault?.service ?? "nothing is broken")
/// ```
package struct SyntheticIncident: Sendable {
    /// What goes wrong, from 60 % to 85 % of the run, in one service that others depend on.
    package enum Fault: String, CaseIterable, Sendable {
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

    /// One of the three streams, each a file of its own.
    package enum Signal: String, CaseIterable, Sendable {
        case traces
        case logs
        case metrics
    }

    /// The numbers of services a system can have.
    package static let serviceCounts = 3...60

    /// Where every random choice comes from.
    package var seed: UInt64
    /// The number of traces; zero leaves metrics and the logs that belong to no request.
    package var traceCount: Int
    /// The number of services, within ``serviceCounts``.
    package var serviceCount: Int
    /// What goes wrong.
    package var fault: Fault
    /// The beginning of the run, in nanoseconds since the Unix epoch.
    package var startTime: UInt64

    /// Describes an incident; ``write(_:)`` makes it.
    ///
    /// - Parameters:
    ///   - seed: Where every random choice comes from.
    ///   - traceCount: The number of traces, not negative.
    ///   - serviceCount: The number of services, within ``serviceCounts``.
    ///   - fault: What goes wrong.
    ///   - startTime: Nanoseconds since the Unix epoch; 2026-01-15T10:00:00Z by default.
    package init(
        seed: UInt64 = 1,
        traceCount: Int = 1_000,
        serviceCount: Int = 8,
        fault: Fault = .errors,
        startTime: UInt64 = 1_768_471_200_000_000_000
    ) {
        self.seed = seed
        self.traceCount = traceCount
        self.serviceCount = serviceCount
        self.fault = fault
        self.startTime = startTime
    }

    /// The time in which the traces begin, in nanoseconds: a multiple of five minutes.
    ///
    /// The shortest that keeps the rate at 20 traces a second or below. Five minutes is the least,
    /// so that even a handful of traces comes with 20 exports of every metric.
    package var duration: UInt64 {
        let tracesPerFiveMinutes = 20 * 300
        let fiveMinutes: UInt64 = 300_000_000_000
        let multiple = (traceCount + tracesPerFiveMinutes - 1) / tracesPerFiveMinutes
        return fiveMinutes * UInt64(max(1, multiple))
    }
}

extension SyntheticIncident {
    /// What was planted and written: the answers against which an analysis can be checked.
    package struct Ground: Sendable, Equatable {
        /// The fault and its place, or nil when there is none.
        package let plantedFault: PlantedFault?
        /// The traces written; each has at least one span.
        package let traceCount: Int
        /// The spans written.
        package internal(set) var spanCount = 0
        /// The spans whose status code is 2 (error), in and outside the fault's window.
        package internal(set) var errorSpanCount = 0
        /// The log records written.
        package internal(set) var logRecordCount = 0
        /// The data points of all metric types written; a histogram's point counts once.
        package internal(set) var dataPointCount = 0
        /// The exemplars written; each points to a span of this run.
        package internal(set) var exemplarCount = 0

        init(plantedFault: PlantedFault?, traceCount: Int) {
            self.plantedFault = plantedFault
            self.traceCount = traceCount
        }
    }

    /// Where and when the fault shows.
    package struct PlantedFault: Sendable, Equatable {
        /// What goes wrong; never `none`.
        package let kind: Fault
        /// The `service.name` of the failing service, which runs as a single instance.
        package let service: String
        /// The `service.instance.id` of that instance, which is also its `k8s.pod.name`.
        package let instance: String
        /// The first nanosecond of the fault, since the Unix epoch.
        package let start: UInt64
        /// The first nanosecond after the fault, since the Unix epoch.
        package let end: UInt64
    }
}
