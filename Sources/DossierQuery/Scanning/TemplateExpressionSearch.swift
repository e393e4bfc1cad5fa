import DossierBlocks
import DossierColumns
import DossierPrimitives
import DossierRegularExpressions

/// Looks for an expression in texts of templates without putting them together.
///
/// The texts of a template are read side by side, so that a piece is read once for all texts of which
/// the same is known before it.
struct TemplateExpressionSearch {
    private let templates: TemplatedTexts
    private let texts: ColumnTexts
    private(set) var matcher: RegularExpressionMatcher
    /// Whether each piece and each text of a variable ends within a character, which can't be read
    /// apart from what follows.
    private let isPieceCut: [Bool]
    private let isTextCut: [Bool]
    private var ids = IDTexts()

    /// With a matcher that may have learnt from other texts.
    init(
        _ templates: TemplatedTexts,
        _ texts: ColumnTexts,
        _ matcher: consuming RegularExpressionMatcher
    ) {
        self.templates = templates
        self.texts = texts
        self.matcher = matcher
        isPieceCut = templates.pieces.areCutWithinCharacters
        isTextCut = templates.texts.areCutWithinCharacters
    }

    /// Marks which of some values match; returns those that have to be put together, because their
    /// parts can't be read apart or lack an id; both ascend.
    mutating func search(_ values: [Int], _ isMatch: inout [Bool]) -> [Int] {
        var left: [Int] = []
        for values in templates.grouped(values) {
            left += search(values, of: Int(templates.codes[values[0]]), &isMatch)
        }
        return left.sorted()
    }

    private mutating func search(
        _ values: [Int],
        of template: Int,
        _ isMatch: inout [Bool]
    ) -> [Int] {
        let pieces = templates.pieces(of: template)
        let areCut = isPieceCut[pieces].dropLast().contains(true)
        guard !areCut, var parts = PartialTexts(count: values.count, for: matcher) else {
            return values
        }
        for (variable, piece) in pieces.enumerated() {
            let strings = templates.pieces
            strings.bytes.withUnsafeBytes { bytes in
                let range = strings.range(UInt32(piece))
                parts.read(UnsafeRawBufferPointer(rebasing: bytes[range]), with: &matcher)
            }
            guard piece < pieces.upperBound, !parts.areDecided else { break }
            read(templates.words(of: template, variable), values, &parts)
        }
        var left: [Int] = []
        for (value, isFound) in zip(values, parts.finish(with: &matcher)) {
            if let isFound {
                isMatch[value] = isFound
            } else {
                left.append(value)
            }
        }
        return left
    }

    /// Reads a variable, whose words are those of all values of the template.
    private mutating func read(
        _ words: ArraySlice<UInt32>,
        _ values: [Int],
        _ parts: inout PartialTexts
    ) {
        let words = values.map { words[words.startIndex + Int(templates.valueIndices[$0])] }
        let firstText = TemplatedTexts.firstText
        guard words.allSatisfy({ $0 >= firstText }) else {
            return readWithIDs(words, values, &parts)
        }
        let codes = words.map { $0 - firstText }
        for (index, code) in codes.enumerated() where isTextCut[Int(code)] { parts.giveUp(index) }
        let variables = templates.texts
        variables.bytes.withUnsafeBytes { bytes in
            parts.read(codes, of: bytes, at: variables.offsets, with: &matcher)
        }
    }

    /// Reads a variable that is an id of the row in some texts.
    private mutating func readWithIDs(
        _ words: [UInt32],
        _ values: [Int],
        _ parts: inout PartialTexts
    ) {
        ids.removeAll()
        let firstText = TemplatedTexts.firstText
        let codes = words.indices.map { index in
            let word = words[index]
            if word >= firstText {
                if isTextCut[Int(word - firstText)] { parts.giveUp(index) }
                return ids.append(templates.texts[word - firstText])
            }
            guard let id = texts.id(of: values[index], isTrace: word == TemplatedTexts.ownTrace)
            else {
                parts.giveUp(index)
                return 0
            }
            return ids.append(id.high, id.low)
        }
        let read = ids
        read.bytes.withUnsafeBytes { bytes in
            parts.read(codes, of: bytes, at: read.offsets, with: &matcher)
        }
    }
}

/// The digits of ids of rows, numbered; an id that repeats the one before has the same number.
private struct IDTexts {
    private(set) var bytes: [UInt8] = []
    private(set) var offsets = [0]
    private var last: (high: UInt64?, low: UInt64)?

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
        last = nil
    }

    mutating func append(_ high: UInt64?, _ low: UInt64) -> UInt32 {
        if let last, last == (high, low) { return UInt32(offsets.count - 2) }
        if let high { bytes.appendHex(high) }
        bytes.appendHex(low)
        return endText(last: (high, low))
    }

    /// Appends a text that is no id.
    mutating func append(_ text: ArraySlice<UInt8>) -> UInt32 {
        bytes += text
        return endText(last: nil)
    }

    private mutating func endText(last: (high: UInt64?, low: UInt64)?) -> UInt32 {
        self.last = last
        offsets.append(bytes.count)
        return UInt32(offsets.count - 2)
    }
}

extension TemplatedTexts {
    /// Some values by their template, each group as they come.
    fileprivate func grouped(_ values: [Int]) -> [[Int]] {
        var groups = [[Int]](repeating: [], count: templateCount)
        for value in values { groups[Int(codes[value])].append(value) }
        return groups.filter { !$0.isEmpty }
    }
}

extension StringTable {
    /// Whether each string ends within a character of UTF-8, or may do so.
    fileprivate var areCutWithinCharacters: [Bool] {
        bytes.withUnsafeBytes { bytes in
            (0..<count).map { code in
                let range = offsets[code]..<offsets[code + 1]
                guard !range.isEmpty, bytes[range.upperBound - 1] >= 0x80 else { return false }
                let tail = bytes[range].suffix(3)
                // The last byte that begins a character, and how many bytes that takes.
                guard let lead = tail.lastIndex(where: { $0 & 0xc0 == 0xc0 }) else { return false }
                let length = bytes[lead] >= 0xf0 ? 4 : bytes[lead] >= 0xe0 ? 3 : 2
                return lead + length > range.upperBound
            }
        }
    }
}
