/// Up to where a client has got the rows of stores: the id of an event, by which it goes on after its
/// connection was lost.
///
/// As text `NAME=SPANS.RECORDS`, with `&` between stores: how many spans and log records, in the order
/// in which they were stored, are behind it.
struct TailPosition: Sendable {
    private let names: [String]
    private var counts: [TailKind: [UInt64?]] = [:]

    /// No position.
    init(of stores: StoreSelection) {
        names = stores.stores.map(\.name)
        for kind in TailKind.allCases {
            counts[kind] = [UInt64?](repeating: nil, count: names.count)
        }
    }

    /// Reads the text of a position; a store that it does not name has none.
    init(_ text: String, of stores: StoreSelection) {
        self.init(of: stores)
        guard let fields = try? FormFields(parsing: text.utf8) else { return }
        for (store, name) in names.enumerated() {
            guard let parts = fields[name]?.split(separator: "."),
                parts.count == TailKind.allCases.count
            else { continue }
            for (kind, part) in zip(TailKind.allCases, parts) { self[kind][store] = UInt64(part) }
        }
    }

    /// By store.
    subscript(kind: TailKind) -> [UInt64?] {
        get { counts[kind] ?? [] }
        set { counts[kind] = newValue }
    }

    var text: String {
        names.enumerated().map { store, name in
            let counts = TailKind.allCases.map { self[$0][store].map { "\($0)" } ?? "-" }
            return "\(Self.escaped(name))=\(counts.joined(separator: "."))"
        }.joined(separator: "&")
    }

    private static func escaped(_ name: String) -> String {
        name.utf8.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80,
                scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar)
            {
                text.unicodeScalars.append(scalar)
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
