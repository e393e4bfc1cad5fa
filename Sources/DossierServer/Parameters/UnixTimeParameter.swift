internal import Dossier

/// Times as Loki and Tempo read them.
enum UnixTimeParameter {
    /// Reads a whole number, of seconds in up to 10 characters and of nanoseconds in more, seconds
    /// with decimals, or RFC 3339; nil for anything else.
    ///
    /// Times that 64 bits of nanoseconds don't hold are moved into their range if they are whole
    /// seconds, else refused.
    static func time(_ text: String) -> Timestamp? {
        if text.utf8.contains(UInt8(ascii: ".")), let seconds = SecondsParameter.duration(text) {
            return Timestamp(nanoseconds: seconds.nanoseconds)
        }
        if let number = Int64(text) {
            let isSeconds = text.utf8.count <= 10
            let nanoseconds = Int128(number) * (isSeconds ? 1_000_000_000 : 1)
            return Timestamp(nanoseconds: Int64(clamping: nanoseconds))
        }
        guard let time = RFC3339Parameter.time(text), Int64(exactly: time.nanoseconds) != nil else {
            return nil
        }
        return time
    }
}
