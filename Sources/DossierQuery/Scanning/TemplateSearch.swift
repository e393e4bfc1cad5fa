import DossierBlocks
import DossierColumns
import Glibc

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

    /// What is known of all texts of each template.
    private(set) var outcomes: [Outcome]
    /// Of templates with possible texts which these are, by their index among those of the
    /// template; empty if all are.
    private var possible: [[Bool]]

    /// Without bytes every text is possible.
    init(_ needle: [UInt8], in templates: TemplatedTexts) {
        outcomes = [Outcome](repeating: .possible, count: templates.templateCount)
        possible = [[Bool]](repeating: [], count: templates.templateCount)
        guard !needle.isEmpty else { return }
        let isInPiece = TextMatch.containing(needle).matches(in: templates.pieces)
        let variables = VariableSearch(needle, in: templates)
        for template in outcomes.indices {
            if isInPiece[templates.pieces(of: template)].contains(true) {
                outcomes[template] = .found
            } else if let found = variables.possible(of: template) {
                possible[template] = found
            } else {
                outcomes[template] = .none
            }
        }
    }

    /// Whether a text is possible, where its template has some that are.
    func isPossible(template: Int, value: Int) -> Bool {
        possible[template].isEmpty || possible[template][value]
    }
}

/// Tells which variables the bytes may touch first.
private struct VariableSearch {
    private let needle: [UInt8]
    private let templates: TemplatedTexts
    /// Whether each text of a variable contains the bytes; empty if none does.
    private var containing: [Bool] = []
    private let areDigits: Bool
    /// By each byte, how many of the bytes there are up to one like it, but not all.
    private var heads = [[Int]](repeating: [], count: 256)
    /// By each byte, how many of the bytes there are before one like it, but not none.
    private var tails = [[Int]](repeating: [], count: 256)

    init(_ needle: [UInt8], in templates: TemplatedTexts) {
        self.needle = needle
        self.templates = templates
        let found = TextMatch.containing(needle).matches(in: templates.texts)
        if found.contains(true) { containing = found }
        areDigits = needle.withUnsafeBytes { haveDigits($0) }
        for count in needle.indices.dropFirst() {
            heads[Int(needle[count - 1])].append(count)
            tails[Int(needle[count])].append(count)
        }
    }

    /// Which texts of a template have such a variable; nil if none has.
    func possible(of template: Int) -> [Bool]? {
        let first = templates.firstPiece(of: template)
        var possible: [Bool] = []
        needle.withUnsafeBytes { needle in
            for variable in 0..<templates.variableCount(of: template) {
                let heads = heads(before: first + variable, needle)
                let tails = tails(behind: first + variable + 1, needle)
                if heads.isEmpty, tails.isEmpty, containing.isEmpty, !areDigits { continue }
                let touch = VariableTouch(needle, heads: heads, tails: tails, areDigits)
                mark(templates.words(of: template, variable), touch, in: &possible)
            }
        }
        return possible.isEmpty ? nil : possible
    }

    private func mark(
        _ words: ArraySlice<UInt32>,
        _ touch: VariableTouch,
        in possible: inout [Bool]
    ) {
        let offsets = templates.texts.offsets
        templates.texts.bytes.withUnsafeBytes { texts in
            for (index, word) in words.enumerated() {
                let isTouched: Bool
                if word < TemplatedTexts.firstText {
                    isTouched = touch.mayTouchID
                } else {
                    let code = Int(word - TemplatedTexts.firstText)
                    let range = offsets[code]..<offsets[code + 1]
                    isTouched =
                        !containing.isEmpty && containing[code]
                        || touch.mayTouch(UnsafeRawBufferPointer(rebasing: texts[range]))
                }
                guard isTouched else { continue }
                if possible.isEmpty { possible = [Bool](repeating: false, count: words.count) }
                possible[index] = true
            }
        }
    }

    /// How many of the bytes may be in a piece before a variable.
    private func heads(before piece: Int, _ needle: UnsafeRawBufferPointer) -> [Int] {
        templates.pieces.bytes.withUnsafeBytes { pieces in
            let range = templates.pieces.range(UInt32(piece))
            guard let last = range.last else { return [] }
            return heads[Int(pieces[last])].filter { count in
                count <= range.count && equal(pieces, range.upperBound - count, needle, 0, count)
            }
        }
    }

    /// How many may be in a variable, the others being in the piece behind it and what follows.
    private func tails(behind piece: Int, _ needle: UnsafeRawBufferPointer) -> [Int] {
        templates.pieces.bytes.withUnsafeBytes { pieces in
            let range = templates.pieces.range(UInt32(piece))
            guard let first = range.first else { return Array(1..<max(1, needle.count)) }
            return tails[Int(pieces[first])].filter { count in
                let length = min(range.count, needle.count - count)
                return equal(pieces, range.lowerBound, needle, count, length)
            }
        }
    }
}

/// How the bytes may touch a variable of a template.
private struct VariableTouch {
    private let needle: UnsafeRawBufferPointer
    private let heads: [Int]
    private let tails: [Int]
    /// Whether an id of the row may be touched.
    let mayTouchID: Bool

    init(_ needle: UnsafeRawBufferPointer, heads: [Int], tails: [Int], _ areDigits: Bool) {
        self.needle = needle
        self.heads = heads
        self.tails = tails
        mayTouchID =
            areDigits
            || heads.contains { haveDigits(UnsafeRawBufferPointer(rebasing: needle[$0...])) }
            || tails.contains { haveDigits(UnsafeRawBufferPointer(rebasing: needle[..<$0])) }
    }

    func mayTouch(_ text: UnsafeRawBufferPointer) -> Bool {
        for count in heads
        where equal(text, 0, needle, count, min(text.count, needle.count - count)) {
            return true
        }
        for count in tails
        where text.count >= count && equal(text, text.count - count, needle, 0, count) {
            return true
        }
        return false
    }
}

/// Whether the first bytes, as many as every id has, are lower-case hexadecimal digits.
private func haveDigits(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.prefix(16).allSatisfy { byte in
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }
}

/// Whether `count` bytes are the same, which are there.
private func equal(
    _ left: UnsafeRawBufferPointer,
    _ leftStart: Int,
    _ right: UnsafeRawBufferPointer,
    _ rightStart: Int,
    _ count: Int
) -> Bool {
    guard count > 0, let left = left.baseAddress, let right = right.baseAddress else {
        return count == 0
    }
    return memcmp(left + leftStart, right + rightStart, count) == 0
}
