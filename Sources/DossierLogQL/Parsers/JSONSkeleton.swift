import DossierPrimitives

/// The text that many lines have in common: an object in which some words differ, each of letters,
/// digits, hyphens and underscores, for which it has `0`.
package struct JSONSkeleton {
    /// Where a label of the stage `json` has its value.
    package enum Place {
        /// It depends on the words that differ, or the text is no object.
        case unknown
        /// No member has the name.
        case absent
        /// There, without quotes and escapes. Each of the words at `numberStarts` has to begin with a
        /// digit or hyphen; otherwise the text of that line is no object.
        case value(Range<Int>, numberStarts: [Int])
    }

    private let text: [UInt8]
    private let words: [Int]

    /// `words` are the positions of the words that differ, ascending.
    package init(_ text: [UInt8], words: [Int]) {
        self.text = text
        self.words = words
    }

    /// Where the label of a name has its value.
    package func place(of label: [UInt8]) -> Place {
        text.withUnsafeBytes { bytes in
            guard !hasWordInEscape(bytes) else { return .unknown }
            var found: Range<Int>?
            var numberStarts: [Int] = []
            var isUnknown = false
            var names = JSONLabelNames()
            do throws(JSONMembers.Failure) {
                try names.walk(bytes) { name, value throws(JSONMembers.Failure) in
                    let start = value.range.lowerBound
                    if value.kind == .number, hasWord(in: start..<(start + 1)) {
                        numberStarts.append(value.range.lowerBound)
                    }
                    guard name == label, found == nil else { return }
                    found = value.content
                    // Of other characters the label may have something else.
                    isUnknown = bytes[value.content].contains {
                        $0 >= 0x80 || $0 == UInt8(ascii: "\\")
                    }
                }
            } catch {
                return .unknown
            }
            guard !isUnknown, !hasWordInKey(bytes) else { return .unknown }
            guard let found else {
                return numberStarts.isEmpty ? .absent : .unknown
            }
            return .value(found, numberStarts: numberStarts)
        }
    }

    /// Whether one of the words begins within a range.
    private func hasWord(in range: Range<Int>) -> Bool {
        let next = words.indices.partitioningIndex { words[$0] >= range.lowerBound }
        return next < words.count && words[next] < range.upperBound
    }

    /// Whether what is escaped may be another character in each line.
    private func hasWordInEscape(_ bytes: UnsafeRawBufferPointer) -> Bool {
        words.contains { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\\") }
    }

    /// Whether a key has one of the words.
    private func hasWordInKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var hasWord = false
        var members = JSONMembers(bytes)
        // The text was read before.
        try? members.walk { member throws(JSONMembers.Failure) in
            hasWord = hasWord || self.hasWord(in: member.key)
            return true
        }
        return hasWord
    }
}
