internal import Dossier

/// The window of time that a request to Loki's API asks about.
struct LokiWindow: Equatable {
    /// The first time, in nanoseconds since the Unix epoch; nil from the first record on.
    let start: Int64?
    /// Behind the last time; nil up to the last record.
    let end: Int64?

    /// Reads `start`, `end` and `since`, which goes back from `now`, the time behind the last record,
    /// or from an end before it.
    init(_ form: FormFields, now: () throws -> Int64) throws {
        func time(_ name: String) throws -> Int64? {
            guard let text = form.filled(name) else { return nil }
            guard let time = LokiTime.nanoseconds(text) else {
                throw HTTPFailure(
                    400,
                    "could not parse '\(name)' parameter: \(text) is neither a number of seconds or"
                        + " nanoseconds nor a time such as 2026-08-01T12:00:00Z",
                    parameter: name
                )
            }
            return time
        }
        var since: Int64?
        if let text = form.filled("since") {
            since = LokiTime.duration(text)
            guard since != nil else {
                throw HTTPFailure(
                    400,
                    "could not parse 'since' parameter: \(text) is no duration such as 1h",
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

    /// The window with the ends that it has not: of the log records, or as long as nothing if there
    /// are none.
    func resolved(in stores: LogStores) throws -> (start: Int64, end: Int64) {
        if let start, let end { return (start, end) }
        let range = try stores.timeRange()
        let last = end ?? max(range?.behind ?? 0, start ?? 0)
        return (min(start ?? range?.first ?? last, last), last)
    }

    /// The window as log queries have it, which takes in records far from all others.
    var open: (start: Int64, end: Int64) { (start ?? 0, end ?? .max) }
}

extension ClosedRange<Timestamp> {
    /// The first time, in nanoseconds.
    var first: Int64 { Int64(clamping: lowerBound.nanoseconds) }

    /// The time behind the last one, in nanoseconds.
    var behind: Int64 { Int64(clamping: upperBound.nanoseconds + 1) }
}
