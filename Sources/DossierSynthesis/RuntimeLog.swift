import DossierPrimitives

/// The log records that belong to no request: instances starting, stopping, collecting garbage.
struct RuntimeLog {
    private let incident: SyntheticIncident
    private let system: SimulatedSystem
    private let fault: FaultPlan
    /// The records up to the tick before this one have been added.
    private var tick: UInt64 = 0

    /// The nanoseconds from one tick to the next; the fault's window begins and ends at ticks.
    private static let tickDuration: UInt64 = 5_000_000_000

    init(_ incident: SyntheticIncident, system: SimulatedSystem, fault: FaultPlan) {
        self.incident = incident
        self.system = system
        self.fault = fault
    }

    /// Adds the records from where the last call stopped up to a time.
    mutating func add(until time: UInt64, to lines: inout OTLPJSONLines) {
        while tickTime <= time {
            for instance in system.instances.indices {
                add(instance, to: &lines)
            }
            tick += 1
        }
    }

    private var tickTime: UInt64 {
        incident.startTime + tick * Self.tickDuration
    }

    private func add(_ instance: Int, to lines: inout OTLPJSONLines) {
        var random = SplitMix64(seed: incident.seed &+ UInt64(instance), stream: tick ^ 0x106)
        let isUp = !fault.isDown(instance, at: tickTime)
        let wasUp = tick > 0 && !fault.isDown(instance, at: tickTime - Self.tickDuration)
        let time = tickTime + random.below(Self.tickDuration / 10)
        switch (wasUp, isUp) {
        case (false, true):
            addStart(instance, at: tickTime, &random, to: &lines)
        case (true, false):
            add(instance, .warn, at: tickTime, to: &lines) { json in
                json.text("Liveness probe failed 3 times, draining and stopping")
            }
        case (true, true) where random.chance(0.2):
            addGarbageCollection(instance, at: time, &random, to: &lines)
        default:
            break
        }
    }

    private func addStart(
        _ instance: Int,
        at time: UInt64,
        _ random: inout SplitMix64,
        to lines: inout OTLPJSONLines
    ) {
        let name = Array(system.service(of: instance).name.utf8)
        let startDuration = 40_000_000 + random.below(200_000_000)
        add(instance, .info, at: time, to: &lines) { json in
            json.text("Starting ")
            json.text(name)
            json.text(" with profile production")
        }
        add(instance, .info, at: time + startDuration, to: &lines) { json in
            json.text("Listening on 0.0.0.0:8080, started in ")
            json.text(milliseconds: startDuration)
        }
    }

    private func addGarbageCollection(
        _ instance: Int,
        at time: UInt64,
        _ random: inout SplitMix64,
        to lines: inout OTLPJSONLines
    ) {
        let pause = random.latency(median: 6_000_000)
        let before = 240 + random.below(200)
        let after = before - 60 - random.below(100)
        let severity = pause > 15_000_000 ? LogRecordFrame.Severity.warn : .info
        add(instance, severity, at: time, to: &lines) { json in
            json.text("GC pause ")
            json.text(milliseconds: pause)
            json.text(", heap ")
            json.text(integer: before)
            json.text("M->")
            json.text(integer: after)
            json.text("M")
        }
    }

    private func add(
        _ instance: Int,
        _ severity: LogRecordFrame.Severity,
        at time: UInt64,
        to lines: inout OTLPJSONLines,
        _ message: (inout JSONWriter) -> Void
    ) {
        let frame = LogRecordFrame(severity: severity, time: time)
        lines.add(from: instance, .application) { json in
            frame.write(to: &json) { json in
                json.openTextBody()
                message(&json)
                json.closeTextBody()
            }
        }
    }
}
