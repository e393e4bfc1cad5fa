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
        var reader = CompositeReader(value)
        func add(_ range: Range<Int>) {
            _ = value[range].withUnsafeBytes { texts.append($0) }
        }
        // Keys come before the values of a list; how deep a value lies does not matter.
        var open: [(left: Int, isList: Bool)] = []
        while true {
            if let top = open.last {
                guard top.left > 0 else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].left -= 1
                if top.isList {
                    guard let key = reader.key() else { return }
                    add(key)
                }
            }
            guard let token = reader.next() else { return }
            switch token {
            case .string(let range), .json(let range): add(range)
            case .array(let count): open.append((count, false))
            case .list(let count): open.append((count, true))
            default: break
            }
            if open.isEmpty { return }
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
        guard value.contains(CompositeTag.bytes.rawValue) else { return false }
        var reader = CompositeReader(value)
        // How many values are left of each list or array, and whether they have keys.
        var open: [(left: Int, isList: Bool)] = []
        while true {
            if let top = open.last {
                guard top.left > 0 else {
                    open.removeLast()
                    continue
                }
                open[open.count - 1].left -= 1
                if top.isList, reader.key() == nil { return false }
            }
            switch reader.next() {
            case .bytes: return true
            case .array(let count): open.append((count, false))
            case .list(let count): open.append((count, true))
            case nil: return false
            default: break
            }
            if open.isEmpty { return false }
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
