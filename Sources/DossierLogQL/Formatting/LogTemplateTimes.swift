import DossierPrimitives
import DossierPromQLSyntax
import DossierTemplates

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The functions of templates that work on times, in UTC.
enum LogTemplateTimes {
    static func call(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "now": return .time(now())
        case "date":
            let layout = try arguments.text(0)
            return .string(time(try arguments.argument(1)).formatted(layout))
        case "toDate":
            let (layout, text) = (try arguments.text(0), try arguments.text(1))
            return .time(TemplateTime(text, layout: layout) ?? .zero)
        case "toDateInZone":
            let (layout, text) = (try arguments.text(0), try arguments.text(2))
            let zone = try arguments.text(1)
            guard ["", "UTC", "Local"].contains(zone) else {
                throw TemplateError("unknown time zone \(zone): only UTC is known")
            }
            return .time(TemplateTime(text, layout: layout) ?? .zero)
        case "unixToTime": return .time(try time(ofDigits: try arguments.text(0)))
        default: break
        }
        guard case .time(let time) = try arguments.argument(0) else {
            throw TemplateError("wrong type for value; expected time.Time")
        }
        switch name {
        case "unixEpoch": return .string("\(time.seconds)")
        case "unixEpochMillis": return .string("\(time.milliseconds)")
        default: return .string("\(time.nanoseconds)")
        }
    }

    private static func now() -> TemplateTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return TemplateTime(seconds: time.tv_sec, nanosecond: time.tv_nsec)
    }

    /// A time, or seconds since the Unix epoch; now for what is neither.
    private static func time(_ value: TemplateValue) -> TemplateTime {
        switch value {
        case .time(let time): time
        case .integer(let seconds, _): TemplateTime(seconds: Int(clamping: seconds), nanosecond: 0)
        default: now()
        }
    }

    /// The time that days, seconds, milliseconds, microseconds or nanoseconds since the Unix epoch
    /// mean: their number of digits says which.
    private static func time(ofDigits text: String) throws(TemplateError) -> TemplateTime {
        let units: [Int: Int64] = [
            5: 86_400_000_000_000, 10: 1_000_000_000, 13: 1_000_000, 16: 1000, 19: 1,
        ]
        guard let unit = units[text.utf8.count], let number = Int64(text) else {
            throw TemplateError("unable to parse time '\(text)'")
        }
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { throw TemplateError("unable to parse time '\(text)'") }
        return TemplateTime(nanoseconds: nanoseconds)
    }
}
