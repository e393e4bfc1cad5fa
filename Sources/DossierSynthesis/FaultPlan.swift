/// What is wrong with whom, when: the one place that decides how the fault shows.
struct FaultPlan {
    let kind: SyntheticIncident.Fault
    /// The instance that fails.
    let instance: Int
    /// When it fails, in nanoseconds since the epoch; both ends are times of metric exports.
    let window: Range<UInt64>

    /// How long a caller waits for an instance that is down, in nanoseconds.
    static let callTimeout: UInt64 = 3_000_000_000

    init(_ incident: SyntheticIncident, system: SimulatedSystem) {
        kind = incident.fault
        instance = system.services[system.faultyService].instances.lowerBound
        let percent = incident.duration / 100
        window = incident.startTime + 60 * percent..<incident.startTime + 85 * percent
    }

    /// How likely a request that an instance accepts at a time ends in an error of its own making.
    func errorProbability(of instance: Int, at time: UInt64) -> Double {
        kind == .errors && strikes(instance, at: time) ? 0.7 : 0.002
    }

    /// The median of the nanoseconds that a request takes longer than it should.
    func addedLatency(of instance: Int, at time: UInt64) -> UInt64 {
        kind == .latency && strikes(instance, at: time) ? 1_500_000_000 : 0
    }

    /// Whether an instance accepts no requests; what it accepted before is still answered.
    func isDown(_ instance: Int, at time: UInt64) -> Bool {
        kind == .outage && strikes(instance, at: time)
    }

    private func strikes(_ instance: Int, at time: UInt64) -> Bool {
        instance == self.instance && window.contains(time)
    }
}
