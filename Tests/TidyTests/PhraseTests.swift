import Glibc
import TestSupport
import Testing

/// Coined words and stilted phrases that the field has better ones for.
@Suite struct PhraseTests {
    /// What is not written, in lower case, and what is written instead.
    private static let replacements = [
        ("told by", "detected from; encoded relative to; reported as"),
        ("set aside", "rejected"), ("sets aside", "rejects"), ("setting aside", "rejecting"),
        ("to pass over", "to skip"), ("may pass over", "may skip"),
        ("passes over", "skips"), ("passed over", "skipped"),
        ("passing over", "skipping"),
        ("takes its room", "uses space"),
        ("tells what a store", "shows"),
        ("from the first one on", "accumulated"),
        ("is a number from", "must be at least"),
        ("is no duration", "invalid duration"), ("is no time", "invalid time"),
        ("is no number", "invalid number; not a number"), ("is no trace id", "invalid trace id"),
        ("longer than nothing", "positive"),
        ("that is not there", "unknown; missing"), ("that are not there", "unknown; missing"),
        ("heed", "honour"), ("heeds", "honours"), ("heeded", "honoured"),
        ("made good", "corrected for"), ("in haste", "at low effort"),
        ("case being different", "case-sensitive"),
        ("crew", "work-sharing pool"), ("sparetexts", "string arena pool"),
        ("gradedwords", "Huffman-coded words"), ("repeatedwords", "LZ77-coded words"),
    ]

    private static let files = ["Sources", "docs", "schema", "README.md", "CONTRIBUTING.md"]
        .flatMap { Repository.files(in: $0) }

    @Test func phrasesArePlain() {
        for file in Self.files {
            for (number, line) in lines(of: file) {
                for (phrase, better) in Self.replacements where contains(line, phrase) {
                    Issue.record("\(file):\(number): '\(phrase)'; better: \(better)")
                }
            }
        }
    }

    /// The lines of a file in lower case; none if it has no phrase.
    private func lines(of file: String) -> [(number: Int, line: String)] {
        let text = Repository.text(file).lowercased()
        guard Self.replacements.contains(where: { strstr(text, $0.0) != nil }) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated().map { ($0 + 1, String($1)) }
    }

    /// Whether a line has a phrase as whole words.
    private func contains(_ line: String, _ phrase: String) -> Bool {
        guard strstr(line, phrase) != nil else { return false }
        return line.ranges(of: phrase).contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            return !(before?.isLetter ?? false) && !(after?.isLetter ?? false)
        }
    }
}
