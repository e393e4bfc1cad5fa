import DossierBlocks

/// Tells from templates and variables which texts may contain some bytes.
///
/// The bytes are in a text if they are in a piece of its template. Otherwise they touch a variable:
/// they are within the first one that they touch, or the piece before it ends as they begin, or the
/// piece behind it goes on as they do.
struct TemplateSearch {
    enum Outcome {
        case none
        /// The text contains the bytes.
        case found
        /// The text has to be looked at.
        case possible
    }

    private enum TemplateOutcome {
        case all(Outcome)
        /// Which texts are possible, by their place among those of the template.
        case possible([Bool])
    }

    private let outcomes: [TemplateOutcome]

    /// Without bytes every text is possible.
    init(_ needle: [UInt8], in templates: TemplatedTexts) {
        guard !needle.isEmpty else {
            outcomes = [TemplateOutcome](
                repeating: .all(.possible),
                count: templates.templateCount
            )
            return
        }
        let variables = VariableSearch(needle, in: templates)
        outcomes = (0..<templates.templateCount).map { template in
            if Self.isInPiece(of: template, templates, needle) { return .all(.found) }
            return variables.possible(of: template).map { .possible($0) } ?? .all(.none)
        }
    }

    /// What is known of a text by its template and its place among those of the template.
    func outcome(template: Int, place: Int) -> Outcome {
        switch outcomes[template] {
        case .all(let outcome): outcome
        case .possible(let possible): possible[place] ? .possible : .none
        }
    }

    private static func isInPiece(
        of template: Int,
        _ templates: TemplatedTexts,
        _ needle: [UInt8]
    ) -> Bool {
        needle.withUnsafeBytes { needle in
            templates.pieces.withUnsafeBytes { pieces in
                (0...templates.variableCount(of: template)).contains { place in
                    let range = templates.pieceRange(place, of: template)
                    let piece = UnsafeRawBufferPointer(rebasing: pieces[range])
                    return ByteSearch(needle, in: piece).firstPlace(from: 0) != nil
                }
            }
        }
    }
}

/// Tells which variables the bytes may touch first.
private struct VariableSearch {
    private let needle: [UInt8]
    private let templates: TemplatedTexts
    /// Whether each text of a variable contains the bytes; empty if none does.
    private var containing: [Bool] = []

    init(_ needle: [UInt8], in templates: TemplatedTexts) {
        self.needle = needle
        self.templates = templates
        let strings = templates.variableTexts
        let found = TextMatch.containing(needle).matches(in: strings)
        if found.contains(true) { containing = found }
    }

    /// Which texts of a template have such a variable; nil if none has.
    func possible(of template: Int) -> [Bool]? {
        var possible: [Bool]?
        for place in 0..<templates.variableCount(of: template) {
            let before = templates.pieces[templates.pieceRange(place, of: template)]
            let behind = templates.pieces[templates.pieceRange(place + 1, of: template)]
            // How many of the bytes may be in the piece before.
            let heads = (1..<max(1, needle.count)).filter { before.hasSuffix(needle[..<$0]) }
            // How many may be in the variable, the others being behind it.
            let tails = (1..<max(1, needle.count)).filter { behind.isCompatible(needle[$0...]) }
            for (index, word) in templates.words(of: template, place).enumerated()
            where !(possible?[index] ?? false) && mayTouch(word, heads: heads, tails: tails) {
                if possible == nil {
                    possible = [Bool](repeating: false, count: templates.valueCounts[template])
                }
                possible?[index] = true
            }
        }
        return possible
    }

    private func mayTouch(_ word: UInt32, heads: [Int], tails: [Int]) -> Bool {
        guard let code = templates.textCode(word) else {
            return needle.areDigits || heads.contains { needle[$0...].areDigits }
                || tails.contains { needle[..<$0].areDigits }
        }
        if !containing.isEmpty, containing[code] { return true }
        guard !heads.isEmpty || !tails.isEmpty else { return false }
        let text = templates.texts[templates.textRange(code)]
        return heads.contains { text.isCompatible(needle[$0...]) }
            || tails.contains { text.hasSuffix(needle[..<$0]) }
    }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    fileprivate func hasSuffix(_ other: ArraySlice<UInt8>) -> Bool {
        count >= other.count && suffix(other.count).elementsEqual(other)
    }

    /// Whether one begins with the other.
    fileprivate func isCompatible(_ other: ArraySlice<UInt8>) -> Bool {
        zip(self, other).allSatisfy { $0 == $1 }
    }

    /// Whether the first of the bytes, as many as every id has, are lower-case hexadecimal digits.
    fileprivate var areDigits: Bool {
        prefix(16).allSatisfy { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
        }
    }
}
