/// Durations as Go prints them: `1h2m3.5s`.
enum GoDuration {
    static func text(nanoseconds: Int64) -> String {
        guard nanoseconds != 0 else { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let magnitude = nanoseconds.magnitude
        for (limit, unit, name) in [
            (1000, 1, "ns"), (1_000_000, 1000, "µs"), (1_000_000_000, 1_000_000, "ms"),
        ] as [(UInt64, UInt64, String)] where magnitude < limit {
            return sign + decimal(magnitude, unit) + name
        }
        let minutes = magnitude / 60_000_000_000
        let seconds = decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
        guard minutes > 0 else { return sign + seconds }
        guard minutes >= 60 else { return "\(sign)\(minutes)m\(seconds)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
        guard value % unit != 0 else { return String(value / unit) }
        var fraction = String(String(value % unit + unit).dropFirst())
        while fraction.hasSuffix("0") {
            fraction.removeLast()
        }
        return "\(value / unit).\(fraction)"
    }
}
