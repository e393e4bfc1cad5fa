package import DossierPromQLSyntax

/// A text with gaps, as the stage `pattern` and the filters `|>` and `!>` have it.
package struct PatternText: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case literal([UInt8])
        /// A gap; its name is nil if it is `<_>`.
        case gap(name: [UInt8]?)
    }

    /// Why a text is no pattern.
    package struct Failure: Error, Hashable, Sendable {
        package var message: String

        package init(message: String) {
            self.message = message
        }
    }

    /// Literals and gaps by turns.
    package let parts: [Part]

    /// Reads the pattern of the stage `pattern`, which names what it makes labels of.
    package init(capturing text: ByteString) throws(Failure) {
        try self.init(text)
        let names = parts.compactMap { if case .gap(let name?) = $0 { name } else { nil } }
        guard !names.isEmpty else {
            throw Failure(message: "the pattern names no label; write <name> where its value is")
        }
        guard Set(names).count == names.count else {
            throw Failure(message: "the pattern has two gaps of the same name")
        }
    }

    /// Reads the pattern of a line filter, which names nothing.
    package init(filtering text: ByteString) throws(Failure) {
        try self.init(text)
        for case .gap(let name?) in parts {
            let shown = String(decoding: name, as: UTF8.self)
            throw Failure(message: "a gap of a line filter has no name; write <_>, not <\(shown)>")
        }
    }

    private init(_ text: ByteString) throws(Failure) {
        let bytes = text.bytes
        var parts: [Part] = []
        var literal: [UInt8] = []
        var position = 0
        while position < bytes.count {
            guard let name = Self.gapName(in: bytes, at: position) else {
                literal.append(bytes[position])
                position += 1
                continue
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            if literal.isEmpty, !parts.isEmpty {
                throw Failure(message: "two gaps follow each other; nothing says where one ends")
            }
            literal = []
            parts.append(.gap(name: name.elementsEqual("_".utf8) ? nil : Array(name)))
            position += name.count + 2
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = parts
    }

    /// What stands between `<` and `>` if that is a name.
    private static func gapName(in bytes: [UInt8], at position: Int) -> ArraySlice<UInt8>? {
        guard bytes[position] == UInt8(ascii: "<") else { return nil }
        let name = bytes[(position + 1)...].prefix { $0.isASCIIWord }
        guard let first = name.first, first.isASCIILetterOrUnderscore, name.endIndex < bytes.count,
            bytes[name.endIndex] == UInt8(ascii: ">")
        else { return nil }
        return name
    }
}
