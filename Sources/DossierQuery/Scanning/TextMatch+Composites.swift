import DossierColumns
import DossierStore

extension TextMatch {
    /// Which values of the composite encoding have a text that matches, by code: a string in a list or
    /// array, or a key.
    ///
    /// Required bytes are looked for in all values at once, and only values that have them are read.
    func matches(composites values: StringTable) -> [Bool] {
        var isMatch = candidates(among: values)
        guard isMatch.contains(true) else { return isMatch }
        if case .words(let words) = self {
            var search = WordSearch(words, lendMatcher())
            for code in isMatch.indices where isMatch[code] {
                isMatch[code] = search.matches(composite: values[UInt32(code)])
            }
            takeBack(search.matcher)
            return isMatch
        }
        var texts = StringTable()
        var codes: [Int] = []
        for code in isMatch.indices where isMatch[code] {
            isMatch[code] = false
            Self.addTexts(of: values[UInt32(code)], to: &texts)
            while codes.count < texts.count { codes.append(code) }
        }
        for (code, isFound) in zip(codes, matches(in: texts)) where isFound { isMatch[code] = true }
        return isMatch
    }

    /// The values that may match, because their bytes have those that are required.
    private func candidates(among values: StringTable) -> [Bool] {
        var needle = requiredBytes
        // Words may also be those of numbers, which have no text in the encoding.
        if case .words(let words) = self, words.mayBeOutsideTexts { needle = [] }
        guard !needle.isEmpty else { return [Bool](repeating: true, count: values.count) }
        return TextMatch.containing(needle)
            .matches(in: ignoresCase ? values.foldingASCIICase() : values)
    }

    private static func addTexts(of value: ArraySlice<UInt8>, to texts: inout StringTable) {
        for part in CompositeParts(value) {
            switch part {
            case .key(let range), .value(.string(let range)), .value(.json(let range)):
                _ = value[range].withUnsafeBytes { texts.append($0) }
            case .value: break
            }
        }
    }
}

extension StringTable {
    /// Which values of the composite encoding may have a text in their JSON, by code: those whose bytes
    /// have it, and those that have values which JSON has in Base64.
    ///
    /// The text is none that the JSON of numbers and literals has.
    fileprivate func composites(mayContain text: [UInt8]) -> [Bool] {
        var isPossible = TextMatch.containing(text).matches(in: self)
        for code in isPossible.indices where !isPossible[code] {
            isPossible[code] = Self.hasBytes(self[UInt32(code)])
        }
        return isPossible
    }

    private static func hasBytes(_ value: ArraySlice<UInt8>) -> Bool {
        value.contains(CompositeTag.bytes.rawValue)
            && CompositeParts(value).contains { part in
                if case .value(.bytes) = part { true } else { false }
            }
    }
}

extension BlockColumns {
    /// Of log records, those whose body is a map or array that may have a text in its JSON, and those
    /// with other bodies.
    ///
    /// The text has to be one that numbers, literals and escapes of JSON don't have.
    package func bodies(mayContain text: [UInt8], among wanted: RowBits) throws -> RowBits {
        var found = wanted
        let slots = try catalogue.reader.shapes(of: .logRecord).slots
        for (number, slot) in slots.enumerated()
        where slot.field == .body && slot.type == .composite {
            guard let (rows, column) = try self.slot(UInt32(number), of: .logRecord) else {
                continue
            }
            let (codes, strings) = try texts(of: column, rows, .logRecord).whole()
            let isPossible = strings.composites(mayContain: text)
            for (row, code) in zip(rows, codes) where !isPossible[Int(code)] {
                found.remove(Int(row))
            }
        }
        return found
    }
}
