internal import Dossier

/// What a person gives to name a trace: an id, or the first digits of one.
enum TraceReference: Hashable, Sendable {
    case id(TraceID)
    /// Fewer than 32 hexadecimal digits, in lower case.
    case prefix(String)

    /// Reads hexadecimal digits of any case, also in the shape of a UUID; nil for anything else.
    init?(_ text: String) {
        let digits = text.lowercased().filter { $0 != "-" }
        guard !digits.isEmpty, digits.utf8.count <= 32,
            digits.unicodeScalars.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit })
        else { return nil }
        self = TraceID(hex: digits).map(Self.id) ?? .prefix(digits)
    }

    /// What 16 digits stand for in systems with trace ids of 64 bits: zeros come before them.
    var padded: TraceReference? {
        guard case .prefix(let digits) = self, digits.utf8.count == 16 else { return nil }
        return TraceReference(String(repeating: "0", count: 16) + digits)
    }

    /// The id; nil if only its first digits are known.
    var id: TraceID? {
        if case .id(let id) = self { id } else { nil }
    }

    var text: String {
        switch self {
        case .id(let id): id.hex
        case .prefix(let digits): digits
        }
    }
}
