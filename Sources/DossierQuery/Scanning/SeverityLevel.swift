/// The levels of severity that OpenTelemetry has.
package enum SeverityLevel: String, CaseIterable, Sendable {
    case trace, debug, info, warn, error, fatal

    /// The first of the four numbers of the level.
    package var lowestNumber: Int64 {
        switch self {
        case .trace: 1
        case .debug: 5
        case .info: 9
        case .warn: 13
        case .error: 17
        case .fatal: 21
        }
    }

    /// The level that a severity text names, in any case, also in the words of other systems; nil if
    /// it names none.
    package init?(name: some Collection<UInt8>) {
        let text = String(decoding: name.prefix(16), as: UTF8.self).lowercased()
        switch text {
        case "trace", "finest", "verbose": self = .trace
        case "debug", "fine", "finer": self = .debug
        case "info", "information", "informational", "notice", "config": self = .info
        case "warn", "warning": self = .warn
        case "error", "err", "severe": self = .error
        case "fatal", "critical", "crit", "emergency", "emerg", "alert", "panic": self = .fatal
        default: return nil
        }
    }
}
