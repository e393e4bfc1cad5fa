import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierRegularExpressions

extension [UInt8] {
    /// Where a text is first, from a place on.
    func firstIndex(of text: [UInt8], from start: Int = 0) -> Int? {
        guard text.count <= count - start else { return nil }
        return (start...(count - text.count)).first {
            self[$0..<($0 + text.count)].elementsEqual(text)
        }
    }
}

/// The stages that look at or change the line.
extension OracleEntry {
    func passes(_ filter: LineFilter) throws -> Bool {
        let isMatching = try filter.operands.contains { operand in
            switch operand {
            case .address(let text): return Self.hasAddress(line, in: text)
            case .text(let text):
                switch filter.kind {
                case .contains, .containsNot: return line.firstIndex(of: text.bytes) != nil
                case .matches, .matchesNot:
                    let expression = try RegularExpression(searching: text.bytes)
                    return expression.firstMatch(in: line) != nil
                case .pattern, .patternNot:
                    return try Self.covers(PatternText(filtering: text).parts, line)
                }
            }
        }
        return isMatching != filter.kind.isNegated
    }

    /// Whether literals with non-empty gaps cover a line; only the first literal may stand anywhere.
    private static func covers(_ parts: [PatternText.Part], _ line: [UInt8]) -> Bool {
        guard let last = parts.last else { return line.isEmpty }
        var position = 0
        for (index, part) in parts.enumerated() {
            guard case .literal(let text) = part else { continue }
            guard let found = line.firstIndex(of: text, from: position),
                index == 0 || found > position
            else { return false }
            position = found + text.count
        }
        if case .literal = last { return position == line.count }
        return position < line.count
    }

    /// Whether a text has an address that is among some.
    static func hasAddress(_ text: [UInt8], in range: ByteString) -> Bool {
        guard let range = AddressRange(range) else { return false }
        let (four, six) = ("0123456789.", "0123456789abcdefABCDEF:.")
        var position = 0
        while position < text.count {
            let rest = text[position...]
            let digits = rest.prefix { "0123456789".utf8.contains($0) }
            let hexadecimal = rest.prefix { six.dropLast(2).utf8.contains($0) }
            let characters: String
            if 1...3 ~= digits.count, rest.dropFirst(digits.count).first == UInt8(ascii: ".") {
                characters = four
            } else if rest.starts(with: "::".utf8)
                || 1...4 ~= hexadecimal.count
                    && rest.dropFirst(hexadecimal.count).first == UInt8(ascii: ":")
            {
                characters = six
            } else {
                position += 1
                continue
            }
            let candidate = rest.prefix { characters.utf8.contains($0) }
            if let address = IPAddress(candidate), range.addresses.contains(address) { return true }
            position += candidate.count + 1
        }
        return false
    }

    /// Removes colour sequences: an escape, a bracket, numbers, and the letter `m`.
    mutating func decolorize() {
        var result: [UInt8] = []
        var rest = line[...]
        while let byte = rest.popFirst() {
            let sequence = rest.dropFirst().prefix { "0123456789;".utf8.contains($0) }
            let end = rest.dropFirst(1 + sequence.count).first
            if byte == 27, rest.first == UInt8(ascii: "["), end == UInt8(ascii: "m") {
                rest.removeFirst(sequence.count + 2)
            } else {
                result.append(byte)
            }
        }
        line = result
    }

    mutating func parse(regularExpression source: ByteString) throws {
        let expression = try RegularExpression(searching: source.bytes)
        guard let groups = expression.firstMatch(in: line) else { return }
        for (name, range) in zip(expression.groupNames, groups) {
            guard let name else { continue }
            parse(ByteString(name).labelName, ByteString(range.map { line[$0] } ?? []))
        }
    }

    /// Literals and gaps from the start of the line; a gap whose end is missing goes to the end.
    mutating func parse(pattern source: ByteString) throws {
        guard !line.isEmpty else { return }
        var parts = try PatternText(capturing: source).parts[...]
        var position = 0
        if case .literal(let text)? = parts.first {
            guard line.starts(with: text) else { return }
            position = text.count
            parts.removeFirst()
        }
        while case .gap(let name)? = parts.popFirst() {
            var end: Int?
            guard case .literal(let text)? = parts.popFirst() else {
                if let name { parse(ByteString(name), ByteString(line[position...])) }
                return
            }
            end = line.firstIndex(of: text, from: position)
            if let name {
                parse(ByteString(name), ByteString(line[position..<(end ?? line.count)]))
            }
            guard let end else { return }
            position = end + text.count
        }
    }
}
