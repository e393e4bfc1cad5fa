extension SyntheticIncident {
    /// Makes the incident: all lines of the traces, then those of the logs, then the metrics'.
    ///
    /// The chunks of a signal, one after the other, are its file. Each chunk consists of whole
    /// lines, about a megabyte of them; a signal without rows has none. Metrics go on for 30 to 45
    /// seconds after the last span, until all of them have been exported.
    ///
    /// - Parameter sink: Takes a chunk; may throw, which ends the writing.
    /// - Returns: What was planted, and how many rows there are.
    /// - Complexity: O(`traceCount`) time, as traces are made once for each signal. The memory does
    ///   not depend on it: a line of each signal, and a few counters an instance.
    /// - Precondition: `traceCount` is not negative, and ``serviceCounts`` contains `serviceCount`.
    package func write(_ sink: (Signal, [UInt8]) throws -> Void) rethrows -> Ground {
        precondition(traceCount >= 0, "a number of traces is not negative")
        precondition(Self.serviceCounts.contains(serviceCount), "a system has 3 to 60 services")
        let system = SimulatedSystem(serviceCount: serviceCount, seed: seed)
        let plan = FaultPlan(self, system: system)
        let simulator = TraceSimulator(self, system: system, fault: plan)

        var ground = Ground(plantedFault: plantedFault(plan, in: system), traceCount: traceCount)
        try writeTraces(simulator, of: system, &ground, sink)
        try writeLogs(simulator, of: system, plan, &ground, sink)
        try writeMetrics(simulator, of: system, plan, &ground, sink)
        return ground
    }

    private func writeTraces(
        _ simulator: TraceSimulator,
        of system: SimulatedSystem,
        _ ground: inout Ground,
        _ sink: (Signal, [UInt8]) throws -> Void
    ) rethrows {
        var lines = OTLPJSONLines(.traces, of: system)
        let writer = SimulatedSpanWriter(system: system)
        try forEachTrace(simulator) { trace in
            writer.add(trace, to: &lines)
            try lines.advance(sink)
            ground.errorSpanCount += trace.spans.count { $0.failure != .none }
        }
        try lines.finish(sink)
        ground.spanCount = lines.rowCount
    }

    private func writeLogs(
        _ simulator: TraceSimulator,
        of system: SimulatedSystem,
        _ plan: FaultPlan,
        _ ground: inout Ground,
        _ sink: (Signal, [UInt8]) throws -> Void
    ) rethrows {
        var lines = OTLPJSONLines(.logs, of: system)
        let requestLog = RequestLog(system: system)
        var runtimeLog = RuntimeLog(self, system: system, fault: plan)
        try forEachTrace(simulator) { trace in
            runtimeLog.add(until: trace.start, to: &lines)
            requestLog.add(trace, to: &lines)
            try lines.advance(sink)
        }
        runtimeLog.add(until: startTime + duration, to: &lines)
        try lines.finish(sink)
        ground.logRecordCount = lines.rowCount
    }

    private func writeMetrics(
        _ simulator: TraceSimulator,
        of system: SimulatedSystem,
        _ plan: FaultPlan,
        _ ground: inout Ground,
        _ sink: (Signal, [UInt8]) throws -> Void
    ) rethrows {
        var lines = OTLPJSONLines(.metrics, of: system)
        var exporter = SimulatedExporter(self, system: system, fault: plan)
        try forEachTrace(simulator) { trace in
            while exporter.nextExport <= trace.start {
                exporter.export(to: &lines)
                try lines.advance(sink)
            }
            exporter.record(trace)
        }
        while !exporter.isFinished {
            exporter.export(to: &lines)
            try lines.advance(sink)
        }
        try lines.finish(sink)
        ground.dataPointCount = lines.rowCount
        ground.exemplarCount = exporter.exemplarCount
    }

    private func forEachTrace(
        _ simulator: TraceSimulator,
        _ body: (SimulatedTrace) throws -> Void
    ) rethrows {
        var simulator = simulator
        var trace = SimulatedTrace()
        for index in 0..<traceCount {
            simulator.simulate(index, into: &trace)
            try body(trace)
        }
    }

    private func plantedFault(_ plan: FaultPlan, in system: SimulatedSystem) -> PlantedFault? {
        guard fault != .none else { return nil }
        return PlantedFault(
            kind: fault,
            service: system.services[system.faultyService].name,
            instance: system.instances[plan.instance].name,
            start: plan.window.lowerBound,
            end: plan.window.upperBound
        )
    }
}
