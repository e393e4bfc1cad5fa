import DossierPrimitives
import DossierPromQLSyntax
import DossierTemplates

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension RuleTemplateFunctions {
    func callOnNumbers(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        if name == "now" {
            return .float(Double(milliseconds) / 1000)
        }
        if name == "parseDuration" {
            let text = try arguments.text(0)
            do {
                return .float(Double(try DurationText.parse(text.utf8)) / 1000)
            } catch {
                throw TemplateError("not a valid duration string: \(ByteString(text).quoted)")
            }
        }
        let value = try arguments.argument(0).number()
        switch name {
        case "humanize": return .string(Self.humanize(value))
        case "humanize1024": return .string(Self.humanize1024(value))
        case "humanizeDuration": return .string(Self.humanizeDuration(value))
        case "humanizePercentage": return .string(Self.general(value * 100) + "%")
        case "toDuration":
            guard let nanoseconds = Int64(exactly: (value * 1e9).rounded(.towardZero)) else {
                throw TemplateError("\(FloatText.general(value)) cannot be represented")
            }
            return .duration(nanoseconds)
        default:
            guard value.isFinite else { return .string(FloatText.general(value)) }
            guard (value * 1e9).magnitude < 9_223_372_036_854_775_808 else {
                throw TemplateError(
                    "\(FloatText.general(value)) cannot be represented as a nanoseconds "
                        + "timestamp since it overflows int64"
                )
            }
            guard let time = TemplateTime(milliseconds: value * 1000) else {
                return .string("invalid time")
            }
            return name == "toTime" ? .time(time) : .string(time.description)
        }
    }

    /// `%.4g`.
    static func general(_ value: Double) -> String {
        guard value.isFinite else { return FloatText.general(value) }
        return FloatText.formatted(value, digits: 4, verb: "g")
    }

    static func humanize(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return general(value) }
        var value = value
        var prefix = ""
        if value.magnitude >= 1 {
            for one in ["k", "M", "G", "T", "P", "E", "Z", "Y"] {
                guard value.magnitude >= 1000 else { break }
                prefix = one
                value /= 1000
            }
        } else {
            for one in ["m", "u", "n", "p", "f", "a", "z", "y"] {
                guard value.magnitude < 1 else { break }
                prefix = one
                value *= 1000
            }
        }
        return general(value) + prefix
    }

    static func humanize1024(_ value: Double) -> String {
        guard value.magnitude > 1, value.isFinite else { return general(value) }
        var value = value
        var prefix = ""
        for one in ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"] {
            guard value.magnitude >= 1024 else { break }
            prefix = one
            value /= 1024
        }
        return general(value) + prefix
    }

    static func humanizeDuration(_ value: Double) -> String {
        guard value.isFinite else { return general(value) }
        guard value != 0 else { return general(value) + "s" }
        if value.magnitude < 1 {
            var value = value
            var prefix = ""
            for one in ["m", "u", "n", "p", "f", "a", "z", "y"] {
                guard value.magnitude < 1 else { break }
                prefix = one
                value *= 1000
            }
            return general(value) + prefix + "s"
        }
        let sign = value < 0 ? "-" : ""
        guard let duration = Int64(exactly: value.magnitude.rounded(.towardZero)) else {
            return general(value) + "s"
        }
        let (days, hours) = (duration / 86400, duration / 3600 % 24)
        let (minutes, seconds) = (duration / 60 % 60, duration % 60)
        if days != 0 {
            return "\(sign)\(days)d \(hours)h \(minutes)m \(seconds)s"
        }
        if hours != 0 {
            return "\(sign)\(hours)h \(minutes)m \(seconds)s"
        }
        if minutes != 0 {
            return "\(sign)\(minutes)m \(seconds)s"
        }
        return "\(general(value))s"
    }
}
