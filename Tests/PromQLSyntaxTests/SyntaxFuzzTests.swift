import DossierPromQLSyntax
import DossierRegularExpressions
import TestSupport
import Testing

@Suite struct SyntaxFuzzTests {
    @Test(arguments: UInt64(0)..<20)
    func readsRandomBytesWithoutTrapping(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let count = Int(random.next() % 40)
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try? PromQLExpression(parsing: bytes, features: .experimental)
            _ = try? RegularExpression(searching: ByteString(bytes))
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func printsWhateverItReadsFromSoupOfWords(_ seed: UInt64) throws {
        let words = [
            "foo", "bar", "sum", "topk", "by", "without", "(", ")", "{", "}", "[", "]", "5m", "1",
            "0x1F", "1e3", "'s'", "`r`", ",", ":", "+", "-", "*", "/", "^", "%", "==", "!=", "=",
            "=~",
            "offset", "@", "start", "end", "bool", "on", "ignoring", "group_left", "fill", "rate",
            "abs", "step()", "range()", "min_of", "anchored", "smoothed", "and", "or", "atan2",
            "Inf",
            "a=\"b\"", "#c\n", "</", ">/", "time()",
        ]
        var random = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let count = Int(random.next() % 12) + 1
            let text = (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }
                .joined(separator: " ")
            guard let expression = try? PromQLExpression(parsing: text, features: .experimental)
            else {
                continue
            }
            let printed = expression.description
            let again = try PromQLExpression(parsing: printed, features: .experimental)
            #expect(again.description == printed, "\(text)")
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func readsMutatedExpressionsWithoutTrapping(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for (valid, _) in ParserCases.valid {
            var bytes = Array(valid.utf8)
            for _ in 0..<3 where !bytes.isEmpty {
                let index = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: index)
                }
            }
            _ = try? PromQLExpression(parsing: bytes, features: .experimental)
        }
    }
}
