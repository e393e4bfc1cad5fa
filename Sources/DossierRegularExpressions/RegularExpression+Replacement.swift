extension RegularExpression {
    /// A replacement with `$1`, `${name}` and `$$` filled in from a match, as Go's `Expand` does.
    package func expand(
        _ template: [UInt8],
        from text: [UInt8],
        groups: [Range<Int>?]
    ) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        while position < template.count {
            let byte = template[position]
            position += 1
            guard byte == UInt8(ascii: "$") else {
                output.append(byte)
                continue
            }
            if position < template.count, template[position] == UInt8(ascii: "$") {
                output.append(byte)
                position += 1
                continue
            }
            guard let (name, end) = Self.reference(in: template, at: position) else {
                output.append(byte)
                continue
            }
            position = end
            if let index = group(named: name), index < groups.count, let range = groups[index] {
                output += text[range]
            }
        }
        return output
    }

    /// All matches replaced, none overlapping.
    package func replacingMatches(in text: [UInt8], with template: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var copied = 0
        forEachMatch(in: text) { whole, groups in
            output += text[copied..<whole.lowerBound]
            output += expand(template, from: text, groups: groups)
            copied = whole.upperBound
        }
        return output + text[copied...]
    }

    /// How many matches there are, none overlapping.
    package func matchCount(in text: [UInt8]) -> Int {
        var count = 0
        forEachMatch(in: text) { _, _ in count += 1 }
        return count
    }

    /// Calls back with each match and its groups, none overlapping; not with an empty one right
    /// behind another.
    private func forEachMatch(
        in text: [UInt8],
        _ body: (_ whole: Range<Int>, _ groups: [Range<Int>?]) -> Void
    ) {
        var position = 0
        var previousEnd = -1
        while position <= text.count, let groups = firstMatch(in: text, from: position),
            let whole = groups.first ?? nil
        {
            if !(whole.isEmpty && whole.lowerBound == previousEnd) { body(whole, groups) }
            previousEnd = whole.upperBound
            position = whole.upperBound
            if whole.isEmpty {
                let step =
                    position < text.count ? UTF8Scalar.decode(text, at: position)?.1 ?? 1 : 1
                position += step
            }
        }
    }

    private func group(named name: ArraySlice<UInt8>) -> Int? {
        if name.allSatisfy({ $0.isASCIIDigit }) {
            return Int(String(decoding: name, as: UTF8.self))
        }
        return groupNames.firstIndex(of: Array(name))
    }

    /// The name behind a dollar sign, in braces or as long as it goes, and where it ends.
    private static func reference(
        in template: [UInt8],
        at start: Int
    ) -> (name: ArraySlice<UInt8>, end: Int)? {
        let hasBraces = start < template.count && template[start] == UInt8(ascii: "{")
        let nameStart = hasBraces ? start + 1 : start
        let name = template[nameStart...].prefix { $0.isASCIIWord }
        guard !name.isEmpty else { return nil }
        guard hasBraces else { return (name, name.endIndex) }
        guard name.endIndex < template.count, template[name.endIndex] == UInt8(ascii: "}") else {
            return nil
        }
        return (name, name.endIndex + 1)
    }
}
