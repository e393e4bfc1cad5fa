internal import ArgumentParser
internal import Dossier
internal import Glibc

/// The zone of times that are written without one.
enum TimeZoneName: Hashable, Sendable {
    /// Seconds ahead of UTC.
    case offset(Int)
    /// A zone of the system's database, such as `Europe/Berlin`.
    case named(String)
    /// The zone of this machine.
    case local

    static let utc = TimeZoneName.offset(0)

    private static let database = "/usr/share/zoneinfo/"

    /// Reads `UTC`, `local`, an offset such as `+02:00`, or a name such as `Europe/Berlin`; nil for
    /// anything else, and for names that the system does not know.
    init?(_ text: String) {
        switch text.lowercased() {
        case "utc", "z", "gmt": self = .utc
        case "local": self = .local
        default:
            if let seconds = Self.offset(text) {
                self = .offset(seconds)
            } else if Self.isKnown(text) {
                self = .named(text)
            } else {
                return nil
            }
        }
    }

    /// The point in time that a clock in the zone shows as `time`, which is read as if in UTC.
    func instant(of time: Timestamp) -> Timestamp {
        switch self {
        case .offset(let seconds): return time - .seconds(seconds)
        case .named(let name):
            setenv("TZ", name, 1)
            tzset()
            return Self.systemInstant(of: time)
        case .local: return Self.systemInstant(of: time)
        }
    }

    private static func systemInstant(of time: Timestamp) -> Timestamp {
        var seconds = time_t(time.milliseconds / 1_000)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return time }
        parts.tm_isdst = -1
        let local = mktime(&parts)
        return time + .seconds(local - seconds)
    }

    private static func offset(_ text: String) -> Int? {
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let written = text.dropFirst()
        let digits = written.filter { $0 != ":" }
        let colon = written.firstIndex(of: ":")
        // A colon stands before two digits of minutes.
        guard colon == nil || written.count == digits.count + 1 && written.suffix(3).first == ":",
            colon != written.startIndex
        else { return nil }
        guard (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = Int(digits)
        else { return nil }
        let (hours, minutes) =
            digits.utf8.count > 2 ? number.quotientAndRemainder(dividingBy: 100) : (number, 0)
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 3_600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    private static func isKnown(_ name: String) -> Bool {
        guard let first = name.first, first.isLetter,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "/_+-".contains($0)) })
        else { return false }
        return access(database + name, R_OK) == 0 && FileKind(of: database + name) == .other
    }
}

/// The option `--tz`.
struct TimeZoneOption: ParsableArguments {
    @Option(
        name: .customLong("tz"),
        help: ArgumentHelp(
            "The time zone of times without one: UTC, local, an offset such as +02:00, or a name"
                + " such as Europe/Berlin. (default: UTC)",
            valueName: "zone"
        ),
        transform: ArgumentReading.timeZone
    )
    var name: TimeZoneName?

    var zone: TimeZoneName { name ?? .utc }
}
