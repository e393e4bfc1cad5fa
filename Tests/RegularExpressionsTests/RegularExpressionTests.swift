import TestSupport
import Testing

@testable import DossierRegularExpressions

@Suite struct RegularExpressionTests {
    @Test(arguments: [
        ("", "", true), ("", "a", false), ("a", "a", true), ("a|b", "b", true),
        ("ab|cd", "ad", false), (".*", "x\ny", true), (".+", "", false), ("foo.*", "foobar", true),
        ("foo.+", "foo", false), ("(?i)FOO", "foo", true), ("(?i:f)oo", "Foo", true),
        ("(?i)k", "\u{212a}", true), ("(?i)\u{212a}", "k", true), ("(?i)σ", "ς", true),
        ("(?i)ς", "Σ", true), ("(?i)[α-ω]", "ϐ", true), ("(?i)μ", "µ", true), ("(?i)ß", "ẞ", true),
        ("(?i)ı", "I", false), ("(?i)i", "İ", false), ("(?i)\\w", "ſ", true),
        ("(?i)\\W", "ſ", false), ("(?i)[\\W]", "s", false), ("\\w", "ſ", false),
        ("(?-s).", "\n", false), ("\\d+", "0123", true),
        ("[^a-c]", "d", true), ("[[:alpha:]]+", "abc", true), ("[\\d.]+", "1.2", true),
        ("\\pL+", "éa", true), ("\\p{Greek}+", "αβγ", true), ("\\PN", "1", false),
        ("\\p{^L}", "1", true), ("\\Qa.b\\E", "a.b", true), ("\\Qa.b\\E", "axb", false),
        ("\\x41\\x{1F600}", "A😀", true), ("a{3}", "aaa", true), ("a{2,}", "a", false),
        ("a{1,2}", "aaa", false), ("a{,2}", "a{,2}", true), ("(a|b)*c", "ababc", true),
        ("(a*)*", "aaa", true), ("(?:a|b|)+", "ab", true), ("^a$", "a", true), ("a\\b", "a", true),
        ("[]a]", "]", true), ("[a-]", "-", true), ("\\.", ".", true), ("(?P<n>a)", "a", true),
        ("(?<n>a)", "a", true), (".", "é", true), ("é|ü", "ü", true), ("\\C", "a", false),
        ("(?U)a+", "aaa", true), ("\\07", "\u{7}", true), ("[\\x00-\\x{10FFFF}]*", "aé😀", true),
    ])
    func matchesWholeTexts(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
        guard pattern != "\\C" else { return }
        let expression = try RegularExpression(anchoring: Array(pattern.utf8))
        #expect(expression.matches(Array(text.utf8)) == isMatch)
    }

    @Test(arguments: [
        ("[", "missing closing ]: `[`"), ("*", "missing argument to repetition operator: `*`"),
        ("a**", "invalid nested repetition operator: `**`"), ("(", "missing closing ): `(`"),
        ("a)", "unexpected ): `a)`"), ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{2,1}", "invalid repeat count: `{2,1}`"),
        ("\\", "trailing backslash at end of expression: ``"),
        ("\\1", "invalid escape sequence: `\\1`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<=a)", "invalid or unsupported Perl syntax: `(?<`"),
        ("[b-a]", "invalid character class range: `b-a`"),
        ("\\p", "invalid character class range: `\\p`"),
        ("\\pX", "invalid character class range: `\\pX`"),
        ("(?P<n>a)(?P<n>b)", "duplicate capture group name: `n`"),
        ("\\y", "invalid escape sequence: `\\y`"),
    ])
    func rejectsWithGosMessage(_ pattern: String, _ message: String) {
        let error = #expect(throws: RegularExpressionError.self) {
            try RegularExpression(anchoring: Array(pattern.utf8))
        }
        #expect(error?.description == "error parsing regexp: " + message)
    }

    @Test func charactersThatDifferByCaseOnlyAgreeAboutEachOther() {
        for (value, others) in CaseFolding.pairs {
            let orbit = Set(others + [value])
            for other in others {
                #expect(
                    Set(CaseFolding.others(of: other) + [other]) == orbit,
                    "U+\(String(other, radix: 16))"
                )
            }
        }
    }

    @Test func boundsProgramsAndNesting() {
        for pattern in [
            "((a{100}){100}){100}", "(?:.{1000}|.{1000}){1000}",
            String(repeating: "(", count: 2000) + String(repeating: ")", count: 2000),
        ] {
            #expect(throws: RegularExpressionError.self) {
                try RegularExpression(anchoring: Array(pattern.utf8))
            }
        }
    }

    @Test func staysLinearWhereBacktrackingExplodes() throws {
        let expression = try RegularExpression(anchoring: Array("(a*)*(a|aa)+b".utf8))
        #expect(!expression.matches(Array(repeating: UInt8(ascii: "a"), count: 5000)))
    }

    @Test(arguments: [
        ("(.*)-(.*)", "a-b-c", "$2", "c"), ("(?P<x>a)", "a", "${x}y$xy", "ay"),
        ("a", "a", "$$", "$"),
        ("(a)|(b)", "b", "<$1>", "<>"), ("a", "a", "$", "$"), ("a(.)", "ab", "$1x", ""),
    ])
    func expandsReplacements(
        _ pattern: String,
        _ text: String,
        _ template: String,
        _ expected: String
    ) throws {
        let expression = try RegularExpression(anchoring: Array(pattern.utf8))
        let bytes = Array(text.utf8)
        let groups = try #require(expression.firstMatch(in: bytes))
        let output = expression.expand(Array(template.utf8), from: bytes, groups: groups)
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test func replacesAllMatches() throws {
        let expression = try RegularExpression(searching: Array("a*".utf8))
        let output = expression.replacingMatches(in: Array("baac".utf8), with: Array("x".utf8))
        #expect(String(decoding: output, as: UTF8.self) == "xbxcx")
    }

    @Test func classesAreThoseOfTheStandardLibrary() {
        for (number, entry) in UnicodeClass.categories.enumerated() {
            let set = UnicodeClass.named(entry.name)
            let wrong = (UInt32(0)...0x10ffff).first { value in
                let category = Unicode.Scalar(value)?.properties.generalCategory
                return set?.contains(value) != (category == entry.category)
            }
            #expect(
                wrong == nil,
                "\(entry.name), \(number): run scripts/unicode-categories"
            )
        }
        #expect(UnicodeClass.named("L")?.contains(0x2b0) == true)
        #expect(UnicodeClass.named("Lx") == nil)
        #expect(UnicodeClass.named("") == nil)
    }

    @Test func everyCharacterWithAnotherCaseIsFolded() {
        for value in UInt32(0)..<0x2_0000 where !CaseFolding.others(of: value).isEmpty {
            #expect(UnicodeClass.cased.contains(value), "\(value)")
        }
    }

    @Test(arguments: [
        ("timeout after \\d+ ?ms", "timeout after "), ("(?i)error", ""), ("a+bc?d", "a"),
        ("(?:foo|bar)bazz.*", "bazz"), ("x(yz)w{2}", "xyz"), ("^abc$", "abc"), ("[a]bc", "abc"),
        ("a|b", ""), ("", ""), ("(ab){0,3}", ""), ("é.ü", "é"), ("\u{fffd}", ""),
    ])
    func knowsWhatEveryMatchContains(_ pattern: String, _ literal: String) throws {
        let expression = try RegularExpression(searching: Array(pattern.utf8))
        #expect(expression.requiredLiteral == Array(literal.utf8))
        let isAll = ["[a]bc", "x(yz)"].contains(pattern)
        #expect(expression.isRequiredLiteral == isAll)
    }

    @Test func knowsThatALiteralIsAllThereIs() throws {
        for pattern in ["abc", "a(?:b)(c)", "\\Qabc\\E"] {
            let searching = try RegularExpression(searching: Array(pattern.utf8))
            #expect(searching.isRequiredLiteral, "\(pattern)")
            let anchoring = try RegularExpression(anchoring: Array(pattern.utf8))
            #expect(!anchoring.isRequiredLiteral, "\(pattern)")
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func findsWhatBacktrackingFinds(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let pattern = Self.randomPattern(&random, depth: 3)
            guard let expression = try? RegularExpression(searching: Array(pattern.utf8)) else {
                continue
            }
            var parser = RegularExpressionParser(Array(pattern.utf8), flags: .init())
            let node = try parser.parse()
            // What iterations over nothing prefer is where RE2 and backtracking part.
            guard !node.repeatsNothing else { continue }
            let text = (0..<Int(random.next() % 8)).map { _ in
                Array("ab\nc".utf8)[Int(random.next() % 4)]
            }
            var oracle = BacktrackingOracle(text)
            var expected: [Range<Int>?]?
            do {
                for start in 0...text.count {
                    let found = try oracle.match(node, at: start) { ($1, $2) }
                    if let (end, groups) = found {
                        expected =
                            [start..<end]
                            + (0..<parser.groupCount).map { groups[$0 + 1] }
                        break
                    }
                }
            } catch {
                continue
            }
            let found = expression.firstMatch(in: text)
            #expect(found?.first == expected?.first, "\(pattern) in \(text)")
            if !pattern.contains("*"), !pattern.contains("+"), !pattern.contains("{") {
                #expect(found == expected, "\(pattern) in \(text)")
            }
        }
    }

    private static func randomPattern(_ random: inout SplitMix64, depth: Int) -> String {
        let atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "\\b", "^", "$", "", "\\w", "(?s:.)"]
        guard depth > 0 else { return atoms[Int(random.next() % UInt64(atoms.count))] }
        let inner = randomPattern(&random, depth: depth - 1)
        let other = randomPattern(&random, depth: depth - 1)
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
