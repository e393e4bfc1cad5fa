internal import Dossier
internal import DossierPrimitives

/// Times as RFC 3339 has them.
enum RFC3339Parameter {
    /// Nil for anything else.
    static func time(_ text: String) -> Timestamp? {
        guard let time = RFC3339Time(restoringPlus(text)) else { return nil }
        return Timestamp(seconds: Int64(time.secondsSinceEpoch)) + .nanoseconds(time.nanosecond)
    }

    /// The text with a `+` for a blank, as which the `+` of an offset arrives if it was not escaped.
    static func restoringPlus(_ text: String) -> String { text.replacing(" ", with: "+") }
}
