internal import Dossier

/// The window of time that a request to Loki's API asks about.
struct LokiWindow: Equatable {
    /// The first time, in nanoseconds since the Unix epoch; nil from the first record on.
    let start: Int64?
    /// Nanoseconds of the time after the last one; nil up to the last record.
    let end: Int64?

    /// Reads `start`, `end` and `since`, which goes back from `now`, the time after the last record,
    /// or from an end before it.
    init(_ form: FormFields, now: () throws -> Int64) throws {
        func time(_ name: String) throws -> Int64? {
            guard let text = form.filled(name) else { return nil }
            guard let time = UnixTimeParameter.time(text) else {
                throw HTTPFailure(
                    400,
                    "could not parse '\(name)' parameter: \(text) is neither a number of seconds or"
                        + " nanoseconds nor a time such as 2026-08-01T12:00:00Z",
                    parameter: name
                )
            }
            return Int64(clamping: time.nanoseconds)
        }
        var since: Int64?
        if let text = form.filled("since") {
            since = LokiParameters.duration(text)
            guard since != nil else {
                throw HTTPFailure(
                    400,
                    "could not parse 'since' parameter: \(text) is not a duration such as 1h",
                    parameter: "since"
                )
            }
        }
        end = try time("end")
        if let given = try time("start") {
            start = given
        } else if let since {
            let now = try now()
            let (time, overflow) = min(end ?? now, now).subtractingReportingOverflow(since)
            start = overflow ? .min : time
        } else {
            start = nil
        }
        if let start, let end, end < start {
            throw HTTPFailure(
                400,
                "end timestamp must not be before or equal to start time",
                parameter: "end"
            )
        }
    }

    /// The window with the times of the log records where it has none of its own; empty if there are
    /// no records.
    func resolved(in stores: LogStores) throws -> (start: Int64, end: Int64) {
        if let start, let end { return (start, end) }
        let range = try stores.timeRange()
        let last = end ?? max(range?.endNanoseconds ?? 0, start ?? 0)
        return (min(start ?? range?.startNanoseconds ?? last, last), last)
    }

    /// The window as log queries have it: without a start or end it has also the records whose times
    /// are far from all others.
    var open: (start: Int64, end: Int64) { (start ?? 0, end ?? .max) }
}

extension ClosedRange<Timestamp> {
    /// The first time, in nanoseconds.
    var startNanoseconds: Int64 { Int64(clamping: lowerBound.nanoseconds) }

    /// The time after the last one, in nanoseconds.
    var endNanoseconds: Int64 { Int64(clamping: upperBound.nanoseconds + 1) }
}
