import DossierPrimitives

/// The spans of one trace, each a small value; what they have in common is in their templates.
struct SimulatedTrace {
    /// The sixteen bytes of a trace id.
    struct ID {
        let high: UInt64
        let low: UInt64

        /// Whether there are metrics labelled with the id, as for one trace in fifty.
        var isLabelled: Bool {
            high.isMultiple(of: 50)
        }
    }

    var id = ID(high: 0, low: 0)
    /// Parents before their children; the first is the root.
    var spans: [SimulatedSpan] = []

    /// When the root begins, in nanoseconds since the epoch.
    var start: UInt64 {
        spans.first?.start ?? 0
    }

    /// Whether the trace carries a vendor's state, as one in sixteen does.
    var hasTraceState: Bool {
        id.low.isMultiple(of: 16)
    }
}

/// One span of a trace.
struct SimulatedSpan {
    /// Why an operation failed; the span of a call has the failure of what it called.
    enum Failure: Int {
        case none
        /// The operation itself raised an exception.
        case raised
        /// Something the operation depends on failed.
        case dependency
        /// There was no answer; only calls have this one.
        case timedOut
    }

    let id: UInt64
    /// The position of the parent among the trace's spans; nil for the root.
    let parent: Int?
    let template: Int
    let instance: Int
    /// Nanoseconds since the epoch.
    let start: UInt64
    /// Nanoseconds since the epoch, after `start`.
    var end: UInt64
    var failure = Failure.none

    var duration: UInt64 {
        end - start
    }

    /// The random choices about how a signal shows the span.
    func details(_ signal: SyntheticIncident.Signal) -> SplitMix64 {
        SplitMix64(seed: id, stream: signal == .traces ? 1 : 2)
    }
}

extension SimulatedSpan.Failure {
    /// The HTTP status that stands for the failure, or nil when there is no answer to have one.
    func responseStatus(success: UInt64) -> UInt64? {
        switch self {
        case .none: success
        case .raised: 500
        case .dependency: 502
        case .timedOut: nil
        }
    }
}
