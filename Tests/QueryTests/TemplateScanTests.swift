import DossierQuery
import DossierRegularExpressions
import TestSupport
import Testing

/// Scans of log bodies that repeat the ids of their records, in blocks large enough to store them
/// as templates.
@Suite struct TemplateScanTests {
    let fixture = QueryFixture()
    private static let count = 3000
    private static let start: UInt64 = 1_700_000_000_000_000_000

    private func body(_ number: Int) -> String {
        number % 3 == 0
            ? "request of trace \(trace(number)) in span \(span(number)) took \(number % 700) ms"
            : "order \(number) of customer \(number % 50) stored"
    }

    private func trace(_ number: Int) -> String { digits(number / 10 + 1, 32) }
    private func span(_ number: Int) -> String { digits(number + 1, 16) }

    private func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "a", count: count - digits.count) + digits
    }

    private static let patterns: [(text: String, isMatch: @Sendable (Int) -> Bool)] = [
        (#"took \d{3} ms"#, { number in number % 3 == 0 && number % 700 >= 100 }),
        (#"^order \d*7 of"#, { number in number % 3 != 0 && number % 10 == 7 }),
        (
            #"in span a+[0-9a-f]* took [1-9] ms$"#,
            { number in number % 3 == 0 && 1...9 ~= number % 700 }
        ),
        (
            #"(?i)ORDER \d+ OF CUSTOMER (?:1|49) "#,
            { number in number % 3 != 0 && [1, 49].contains(number % 50) }
        ),
        (#"[^a-z0-9 ]"#, { _ in false }), (#"\pL"#, { _ in true }), ("", { _ in true }),
    ]

    @Test(arguments: patterns.indices)
    func bodiesAreFoundByPatterns(_ index: Int) throws {
        let (pattern, isMatch) = Self.patterns[index]
        try ingest()
        for _ in 0..<2 {
            var condition = LogCondition()
            let expression = try RegularExpression(searching: Array(pattern.utf8))
            condition.texts = [.matching(SharedExpression(expression))]
            let found = try LogScan(condition, in: fixture.reader()).first(.max).records
            #expect(found.map { Int($0.time - Self.start) } == (0..<Self.count).filter(isMatch))
            try fixture.compact()
        }
    }

    /// Parts of bodies, with some that no body has, that begin and end anywhere: within pieces,
    /// variables and ids, and across them.
    @Test(arguments: UInt64(0)..<6)
    func anyPartIsFound(seed: UInt64) throws {
        try ingest()
        let bodies = (0..<Self.count).map { Array(body($0).utf8) }
        var random = SplitMix64(seed: seed)
        let reader = try fixture.reader()
        for _ in 0..<25 {
            guard let text = bodies.randomElement(using: &random) else { continue }
            let start = Int.random(in: 0..<text.count, using: &random)
            var part = Array(text[start...].prefix(Int.random(in: 1...24, using: &random)))
            if Int.random(in: 0..<4, using: &random) == 0 {
                part[Int.random(in: 0..<part.count, using: &random)] ^= 1
            }
            var condition = LogCondition()
            condition.texts = [.containing(part)]
            let expected = bodies.count { contains($0, part) }
            #expect(
                try LogScan(condition, in: reader).count() == expected,
                "\(String(decoding: part, as: UTF8.self))"
            )
        }
    }

    private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        return text.indices.contains { start in
            text[start] == first && text[start...].starts(with: part)
        }
    }

    private func ingest() throws {
        let records = (0..<Self.count).map { number in
            #"{"timeUnixNano":"\#(Self.start + UInt64(number))","traceId":"\#(trace(number))","#
                + #""spanId":"\#(span(number))","body":{"stringValue":"\#(body(number))"}}"#
        }
        try fixture.ingest("logs.json", QueryFixture.logs(service: nil, records))
    }
}
