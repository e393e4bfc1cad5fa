import DossierPrimitives

/// A point in time, in nanoseconds since the Unix epoch, as people write and read it.
package struct UnixTime: Hashable, Sendable {
    package var nanoseconds: UInt64

    package init(_ nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Reads RFC 3339, a date alone (its midnight, UTC), or a number since the Unix epoch.
    ///
    /// A number of up to 11 digits counts seconds and may have a fraction; one of 12 to 14 digits
    /// counts milliseconds, one of up to 17 microseconds, a longer one nanoseconds. Nil for
    /// anything else, and for times before 1970 and after 2554.
    package init?(_ text: String) {
        guard let nanoseconds = Self.number(Array(text.utf8)) ?? Self.date(text) else { return nil }
        self.nanoseconds = nanoseconds
    }

    private static func date(_ text: String) -> UInt64? {
        let seconds: Int
        var fraction = 0
        if let date = CivilDate(text) {
            seconds = date.daysSinceEpoch * 86_400
        } else if let time = RFC3339Time(text) {
            seconds = time.secondsSinceEpoch
            fraction = time.nanosecond
        } else {
            return nil
        }
        let (product, overflow) =
            UInt64(exactly: seconds)?.multipliedReportingOverflow(by: 1_000_000_000) ?? (0, true)
        let (sum, isBeyond) = product.addingReportingOverflow(UInt64(fraction))
        return overflow || isBeyond ? nil : sum
    }

    private static func number(_ bytes: [UInt8]) -> UInt64? {
        var rest = bytes[...]
        let digitCount = bytes.prefix { 0x30...0x39 ~= $0 }.count
        guard let number = DecimalNumber(prefixOf: &rest), rest.isEmpty else { return nil }
        return switch digitCount {
        case ...11: number.scaled(by: 1_000_000_000)
        case ...14: number.scaled(by: 1_000_000)
        case ...17: number.scaled(by: 1_000)
        default: number.scaled(by: 1)
        }
    }

    /// How many digits of a second are shown.
    package enum Precision: Int, Sendable {
        case seconds = 0
        case milliseconds = 3
        case nanoseconds = 9
    }

    /// The time in RFC 3339, UTC; digits beyond the precision are cut off.
    package func rfc3339(_ precision: Precision = .nanoseconds) -> String {
        let (seconds, nanosecond) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let time = CivilTime(secondsSinceEpoch: Int(seconds), nanosecond: Int(nanosecond))
        let fraction = precision == .seconds ? "" : "." + time.fraction.prefix(precision.rawValue)
        return "\(time.date)T\(time.clock)\(fraction)Z"
    }
}
