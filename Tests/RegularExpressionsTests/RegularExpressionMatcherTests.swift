import Foundation
import TestSupport
import Testing

@testable import DossierRegularExpressions

@Suite struct RegularExpressionMatcherTests {
    /// Set `DOSSIER_REGULAR_EXPRESSIONS` to try more, ten texts with each.
    private static let expressionCount =
        ProcessInfo.processInfo.environment["DOSSIER_REGULAR_EXPRESSIONS"].flatMap { Int($0) }
        ?? 6000
    private static let partCount = 60

    @Test(arguments: 0..<partCount)
    func agreesWithTheMachine(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let alphabet = Array("ab\nc_ é\u{212a}K".utf8) + [0xff, 0xc3]
        for _ in 0..<(Self.expressionCount / Self.partCount) {
            let pattern = Self.flags(&random) + Self.pattern(&random, depth: 3)
            guard let searching = try? RegularExpression(searching: Array(pattern.utf8)),
                let anchoring = try? RegularExpression(anchoring: Array(pattern.utf8))
            else { continue }
            var (search, whole) = (searching.matcher(), anchoring.matcher())
            let texts = (0..<10).map { _ in
                (0..<Int(random.next() % 12)).map { _ in
                    alphabet[Int(random.next() % UInt64(alphabet.count))]
                }
            }
            let expected = texts.map { searching.firstMatch(in: $0) != nil }
            for (text, isFound) in zip(texts, expected) {
                let (found, isWhole) = text.withUnsafeBytes {
                    (search.matches($0), whole.matches($0))
                }
                #expect(found == isFound, "\(pattern) \(text)")
                #expect(isWhole == anchoring.matches(text), "\(pattern) \(text)")
                let required = searching.requiredLiteral
                let contains = text.indices.contains { text[$0...].starts(with: required) }
                #expect(!found || required.isEmpty || contains, "\(pattern) \(text)")
                #expect(!searching.isRequiredLiteral || found == contains, "\(pattern) \(text)")
            }
            let found = try Self.matchesInParts(texts, &search, &random)
            #expect(found == expected, "\(pattern) \(texts)")
        }
    }

    /// Whether texts match that are read side by side, cut at random between characters.
    private static func matchesInParts(
        _ texts: [[UInt8]],
        _ matcher: inout RegularExpressionMatcher,
        _ random: inout SplitMix64
    ) throws -> [Bool?] {
        var partial = try #require(PartialTexts(count: texts.count, for: matcher))
        var rests = texts.map { $0[...] }
        while rests.contains(where: { !$0.isEmpty }) {
            var (bytes, offsets): ([UInt8], [Int]) = ([], [0])
            for index in rests.indices {
                let part = Self.part(of: rests[index], random.next() % 4)
                bytes += part
                offsets.append(bytes.count)
                rests[index] = rests[index].dropFirst(part.count)
            }
            bytes.withUnsafeBytes {
                partial.read(texts.indices.map { UInt32($0) }, of: $0, at: offsets, with: &matcher)
            }
            // An empty part that all have.
            partial.read(UnsafeRawBufferPointer(start: nil, count: 0), with: &matcher)
        }
        return partial.finish(with: &matcher)
    }

    /// Some characters from the start of a text.
    private static func part(of text: ArraySlice<UInt8>, _ count: UInt64) -> ArraySlice<UInt8> {
        let bytes = Array(text)
        var end = 0
        for _ in 0..<count where end < bytes.count {
            end += UTF8Scalar.decode(bytes, at: end)?.1 ?? 1
        }
        return text.prefix(end)
    }

    @Test(arguments: [
        "\\b\\w+\\b$", "(?m)^a.*b$", "[^\\x00-\\x{10FFFF}]", "(?:a?){50}a{50}", "x*",
    ])
    func agreesOnLongTexts(_ pattern: String) throws {
        let expression = try RegularExpression(searching: Array(pattern.utf8))
        var matcher = expression.matcher()
        for count in [0, 1, 49, 50, 51, 5000] {
            for unit in ["a", "ab ", "é\n", "x"] {
                let text = Array(String(repeating: unit, count: count).utf8)
                let found = text.withUnsafeBytes { matcher.matches($0) }
                #expect(found == (expression.firstMatch(in: text) != nil), "\(unit) × \(count)")
            }
        }
    }

    /// An expression that has as many states as there are texts of 17 characters: more than are
    /// remembered.
    private static let manyStates = Array("a[ab]{16}c".utf8)

    @Test func forgetsAndGoesOn() throws {
        var matcher = try RegularExpression(searching: Self.manyStates).matcher()
        let text = Self.text(of: 50_000)
        #expect(!text.withUnsafeBytes { matcher.matches($0) })
        let ending = text + Array("abbbbbbbbbbbbbbbbc".utf8)
        #expect(ending.withUnsafeBytes { matcher.matches($0) })
    }

    @Test func doesNotKnowOfPartsWhoseStatesWereForgotten() throws {
        var matcher = try RegularExpression(searching: Self.manyStates).matcher()
        var partial = try #require(PartialTexts(count: 2, for: matcher))
        let bytes = Array("a".utf8) + Self.text(of: 50_000)
        bytes.withUnsafeBytes {
            partial.read([0, 1], of: $0, at: [0, 1, bytes.count], with: &matcher)
        }
        #expect(partial.finish(with: &matcher) == [nil, nil])
    }

    @Test func textsThatAreGivenUpAreUnknown() throws {
        var matcher = try RegularExpression(searching: Array("b".utf8)).matcher()
        var partial = try #require(PartialTexts(count: 3, for: matcher))
        partial.giveUp(1)
        Array("abc".utf8).withUnsafeBytes {
            partial.read([0, 1, 2], of: $0, at: [0, 1, 2, 3], with: &matcher)
        }
        #expect(!partial.areDecided)
        #expect(partial.finish(with: &matcher) == [false, nil, false])
        partial = try #require(PartialTexts(count: 3, for: matcher))
        Array("bc".utf8).withUnsafeBytes { partial.read($0, with: &matcher) }
        #expect(partial.areDecided)
    }

    private static func text(of count: Int) -> [UInt8] {
        var random = SplitMix64(seed: 1)
        return (0..<count).map { _ in Array("ab".utf8)[Int(random.next() % 2)] }
    }

    private static func flags(_ random: inout SplitMix64) -> String {
        ["", "", "(?i)", "(?m)", "(?is)"][Int(random.next() % 5)]
    }

    private static func pattern(_ random: inout SplitMix64, depth: Int) -> String {
        let atoms = [
            "a", "b", "c", ".", "[ab]", "[^a]", "\\b", "\\B", "^", "$", "", "\\w", "(?s:.)", "é",
            "\\W", "[^\\x00-\\x7f]", "\\x{fffd}", "k", "ab",
        ]
        guard depth > 0 else { return atoms[Int(random.next() % UInt64(atoms.count))] }
        let inner = pattern(&random, depth: depth - 1)
        let other = pattern(&random, depth: depth - 1)
        switch random.next() % 8 {
        case 0: return inner + other
        case 1: return "(\(inner)|\(other))"
        case 2: return "(?:\(inner))*"
        case 3: return "(\(inner))+?\(other)"
        case 4: return "(?:\(inner)){0,2}"
        case 5: return "(\(inner))?\(other)"
        case 6: return "(?:\(inner))??\(other)"
        default: return inner + other + inner
        }
    }
}
