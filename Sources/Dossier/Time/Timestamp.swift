/// A point in time, in nanoseconds since the Unix epoch.
///
/// Telemetry has times from 1970 to 2554; queries may ask for any.
///
/// ```swift
/// let noon = Timestamp("2023-01-30T12:00:00Z")
/// let before = noon.map { $0 - .seconds(300) }
/// ```
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since the Unix epoch; negative before 1970.
    public var nanoseconds: Int128

    /// A point in time that many nanoseconds after the Unix epoch.
    public init(nanoseconds: some BinaryInteger) {
        self.nanoseconds = Int128(clamping: nanoseconds)
    }

    /// A point in time that many milliseconds after the Unix epoch.
    public init(milliseconds: Int64) {
        nanoseconds = Int128(milliseconds) * 1_000_000
    }

    /// A point in time that many seconds after the Unix epoch.
    public init(seconds: Int64) {
        nanoseconds = Int128(seconds) * 1_000_000_000
    }

    /// Reads RFC 3339, a date alone (its midnight, UTC), or a number since the Unix epoch.
    ///
    /// A number of up to 11 digits counts seconds and may have a fraction; one of 12 to 14 digits
    /// counts milliseconds, one of up to 17 microseconds, a longer one nanoseconds. Nil for
    /// anything else, and for times before 1970 and after 2554.
    public init?(_ text: String) {
        guard let time = UnixTime(text) else { return nil }
        nanoseconds = Int128(time.nanoseconds)
    }

    /// Orders times from the earlier to the later.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The point in time that much later.
    public static func + (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: time.nanoseconds + duration.nanoseconds)
    }

    /// The point in time that much earlier.
    public static func - (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: time.nanoseconds - duration.nanoseconds)
    }

    /// How long after `start` the time is; negative if it is before.
    public static func - (end: Timestamp, start: Timestamp) -> Duration {
        .nanoseconds(end.nanoseconds - start.nanoseconds)
    }
}

extension Timestamp {
    /// The time as a store has it, moved into the range from 1970 to 2554.
    package var storedNanoseconds: UInt64 { UInt64(clamping: nanoseconds) }

    /// The time as PromQL counts it: whole milliseconds, rounded down.
    package var milliseconds: Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Int64(clamping: remainder < 0 ? quotient - 1 : quotient)
    }

    /// The time that a store has as nanoseconds, where 0 stands for unknown.
    init?(stored nanoseconds: UInt64) {
        guard nanoseconds != 0 else { return nil }
        self.nanoseconds = Int128(nanoseconds)
    }
}

extension ClosedRange<Timestamp> {
    /// The times as a store has them, moved into the range from 1970 to 2554.
    package var storedNanoseconds: ClosedRange<UInt64> {
        lowerBound.storedNanoseconds...upperBound.storedNanoseconds
    }
}

extension Timestamp: CustomStringConvertible {
    /// How many digits of a second RFC 3339 has.
    public enum Precision: Sendable {
        /// None.
        case seconds
        /// Three.
        case milliseconds
        /// Nine.
        case nanoseconds
    }

    /// The time in RFC 3339, UTC, such as `2023-01-30T11:50:53.000000000Z`.
    ///
    /// Digits beyond the precision are cut off. A time before 1970 reads as the first one that
    /// telemetry can have, one after 2554 as the last.
    public func rfc3339(_ precision: Precision = .nanoseconds) -> String {
        let time = UnixTime(storedNanoseconds)
        return switch precision {
        case .seconds: time.rfc3339(.seconds)
        case .milliseconds: time.rfc3339(.milliseconds)
        case .nanoseconds: time.rfc3339()
        }
    }

    /// The time in RFC 3339, with nanoseconds.
    public var description: String { rfc3339() }
}

extension Duration {
    /// Whole nanoseconds, rounded towards zero.
    package var nanoseconds: Int128 {
        let (seconds, attoseconds) = components
        return Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
    }

    /// The duration as a store has it, moved into the range from 0 to 584 years.
    package var storedNanoseconds: UInt64 { UInt64(clamping: nanoseconds) }

    /// Seconds as a number.
    package var inSeconds: Double { self / .seconds(1) }
}
