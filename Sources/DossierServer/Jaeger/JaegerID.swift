package import Dossier

/// Ids as Jaeger's JSON API writes them.
package enum JaegerID {
    /// 32 digits; 16 of an id that has 64 bits.
    package static func text(_ id: TraceID) -> String {
        let hex = id.hex
        return hex.hasPrefix("0000000000000000") ? String(hex.suffix(16)) : hex
    }

    /// 16 digits, or the text that stands in place of an id; zeros for none.
    package static func text(_ id: SpanID?, _ irregular: String? = nil) -> String {
        id?.hex ?? irregular ?? "0000000000000000"
    }
}
