/// Finds the symbols of a language at the start of texts.
public struct SymbolTable<Symbol: CaseIterable & RawRepresentable & Sendable>: Sendable
where Symbol.RawValue == String {
    /// By first byte, the longest first.
    private let byFirstByte: [UInt8: [(symbol: Symbol, bytes: [UInt8])]]

    /// Takes all symbols as they are written.
    public init() {
        byFirstByte = Dictionary(
            grouping: Symbol.allCases.map { (symbol: $0, bytes: Array($0.rawValue.utf8)) }
                .sorted { $0.bytes.count > $1.bytes.count },
            by: { $0.bytes.first ?? 0 }
        )
    }

    /// The longest symbol that a text starts with, and its length in bytes; nil if there is none.
    public func first(in text: ArraySlice<UInt8>) -> (symbol: Symbol, length: Int)? {
        guard let first = text.first,
            let found = byFirstByte[first]?.first(where: { text.starts(with: $0.bytes) })
        else { return nil }
        return (found.symbol, found.bytes.count)
    }
}
