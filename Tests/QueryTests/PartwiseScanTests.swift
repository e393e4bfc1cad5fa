import DossierQuery
import DossierRegularExpressions
import TestSupport
import Testing

/// Regular expressions and words over log bodies that are stored as templates, or as objects, against
/// the same asked of each body.
@Suite struct PartwiseScanTests {
    let fixture = QueryFixture()
    private static let count = 2400
    private static let start: UInt64 = 1_700_000_000_000_000_000

    private static func body(_ number: Int) -> String {
        switch number % 4 {
        case 0: "request of trace \(trace(number)) in span \(span(number)) took \(number % 700) ms"
        case 1: "заказ \(number) клиента №\(number % 50)é сохранён за \(number % 90)ms ✓"
        case 2: "follows trace \(trace(number + 40)) after \(number % 13) of É\(number)-Nodes"
        default:
            "order-\(number) of Customer_\(number % 50) stored; total=\(number * 7).\(number % 10)"
        }
    }

    private static func trace(_ number: Int) -> String { digits(number / 10 + 1, 32) }
    private static func span(_ number: Int) -> String { digits(number + 1, 16) }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "b", count: count - digits.count) + digits
    }

    private func ingest() throws {
        let records = (0..<Self.count).map { number in
            // Some rows lack the ids that the texts of others repeat.
            let ids =
                number % 4 == 0
                ? #""traceId":"\#(Self.trace(number))","spanId":"\#(Self.span(number))","# : ""
            return #"{"timeUnixNano":"\#(Self.start + UInt64(number))",\#(ids)"#
                + #""body":{"stringValue":"\#(Self.body(number))"}}"#
        }
        try fixture.ingest("logs.json", QueryFixture.logs(service: nil, records))
    }

    private func numbers(_ condition: LogCondition) throws -> [Int] {
        try LogScan(condition, in: fixture.reader()).first(.max).records
            .map { Int($0.time - Self.start) }
    }

    @Test(arguments: UInt64(0)..<4)
    func anyExpressionIsFound(seed: UInt64) throws {
        try ingest()
        var random = SplitMix64(seed: seed)
        let bodies = (0..<Self.count).map { Array(Self.body($0).utf8) }
        for _ in 0..<25 {
            let pattern = Self.pattern(&random)
            let expression = try RegularExpression(searching: Array(pattern.utf8))
            var condition = LogCondition()
            condition.texts = [.matching(SharedExpression(expression))]
            let expected = bodies.indices.filter { expression.firstMatch(in: bodies[$0]) != nil }
            #expect(try numbers(condition) == expected, "\(pattern)")
        }
    }

    /// A part of a body in which some characters stand for more than themselves.
    private static func pattern(_ random: inout SplitMix64) -> String {
        let body = Array(body(Int(random.next() % UInt64(count))))
        let start = Int(random.next() % UInt64(body.count))
        let part = body[start...].prefix(Int(random.next() % 24) + 1)
        let pattern = part.map { character in
            let text = ".+*?()[]|".contains(character) ? "\\\(character)" : String(character)
            switch random.next() % 16 {
            case 0: return "."
            case 1: return "\\w"
            case 2: return "\(text)+"
            case 3: return "[0-9a-f]*\(text)"
            case 4: return "(?:\(text)|\\d\\d)"
            default: return text
            }
        }
        let flags = ["", "", "(?i)", "^.*", "\\b", "(?s).*x?"]
        let end = ["", "", "", "$", "\\b", "[^ ]*$"]
        return flags[Int(random.next() % 6)] + pattern.joined() + end[Int(random.next() % 6)]
    }

    @Test(arguments: [
        "trace", "b+[0-9a-f]{1,3}", "[0-9]{2}ms", "customer_4[0-9]", "сохр.*", "заказ", "[0-9]{4}",
        "é?", "13é", ".*nodes", "[a-z]+", "no.such.word", "trac", "order", "total|stored", "k",
    ])
    func wordsAreFoundByExpressions(_ pattern: String) throws {
        try ingest()
        let expression = try RegularExpression(anchoring: Array(pattern.utf8))
        var condition = LogCondition()
        condition.predicate = { _ in .bodyWords(WordMatch(wordMatching: expression)) }
        let expected = (0..<Self.count).filter { number in
            WordMatch.words(of: Array(Self.body(number).utf8)).contains { expression.matches($0) }
        }
        #expect(try numbers(condition) == expected)
        #expect(try numbers(condition) == expected, "with what was learnt")
    }

    @Test(arguments: [
        "trace", "заказ", "1303", "Nodes", "of customer_7 stored", "took 8 ms", "49é",
    ])
    func wordsAreFound(_ text: String) throws {
        try ingest()
        let words = WordMatch.words(of: Array(text.utf8))
        var condition = LogCondition()
        condition.predicate = { _ in .bodyWords(WordMatch(phrase: Array(text.utf8))) }
        let expected = (0..<Self.count).filter { number in
            let all = WordMatch.words(of: Array(Self.body(number).utf8))
            return all.indices.contains { all[$0...].starts(with: words) }
        }
        #expect(!expected.isEmpty)
        #expect(try numbers(condition) == expected)
    }

    @Test(arguments: [
        "user-1", "user-1\\d$", "^item [35]", "names?", "^7$", "x|deep", "", "(?i)ITEM",
    ])
    func textsOfObjectsAreFound(_ pattern: String) throws {
        let texts: [[String]] = (0..<600).map { number in
            let user = number % 3 == 0 ? ["user", "user-\(number)"] : ["name"]
            return user + ["list", "item \(number % 7)"] + (number % 5 == 0 ? ["deep", "ü"] : [])
        }
        let records = texts.enumerated().map { number, texts in
            var members =
                #"{"key":"list","value":{"arrayValue":{"values":[{"intValue":"7"},"#
                + #"{"stringValue":"item \#(number % 7)"}]}}}"#
            members +=
                number % 3 == 0
                ? #",{"key":"user","value":{"stringValue":"user-\#(number)"}}"#
                : #",{"key":"name","value":{"intValue":"\#(number)"}}"#
            if number % 5 == 0 {
                members +=
                    #",{"key":"deep","value":{"kvlistValue":{"values":"#
                    + #"[{"key":"ü","value":{"boolValue":true}}]}}}"#
            }
            return #"{"timeUnixNano":"\#(Self.start + UInt64(number))","#
                + #""body":{"kvlistValue":{"values":[\#(members)]}}}"#
        }
        try fixture.ingest("logs.json", QueryFixture.logs(service: nil, records))
        let expression = try RegularExpression(searching: Array(pattern.utf8))
        let expected = texts.indices.filter { number in
            texts[number].contains { expression.firstMatch(in: Array($0.utf8)) != nil }
        }
        var condition = LogCondition()
        condition.texts = [.matching(SharedExpression(expression))]
        #expect(try numbers(condition) == expected)
        condition.texts = [.containing(Array(pattern.utf8))]
        let containing = texts.indices.filter { texts[$0].contains { $0.contains(pattern) } }
        #expect(try pattern.isEmpty || numbers(condition) == containing)
    }
}
