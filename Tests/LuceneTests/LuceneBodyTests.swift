import Dossier
import DossierLuceneSyntax
import TestSupport
import Testing

/// What bodies have: values that count as none, words in scripts with marks.
@Suite struct LuceneBodyTests {
    private static let bodies: [PlainValue?] = [
        nil, .null, .array([]), .array([.null]), .array([.array([]), .null]),
        .array([.null, .int(0)]), .array([.array([.string("")])]), .map([]), .string(""),
        .bool(false), .bytes([]), .string("हिन्दी में लिखा"), .string("cafe\u{301} au lait"),
        .string("café"), .string("i \u{2764}\u{fe0f} it"), .array([.map([])]),
    ]
    private static let records = bodies.enumerated().map { index, body in
        OracleRecord(
            number: index + 1,
            time: 0,
            severityText: nil,
            severityNumber: 0,
            body: body,
            attributes: [],
            scopeName: "",
            scopeVersion: "",
            scope: [],
            resource: [],
            trace: nil,
            span: nil,
            eventName: nil
        )
    }
    private static let folder = TemporaryFolder()
    private static let file: DossierFile? = {
        let dump = records.map(\.otlp).joined(separator: ",")
        let input = folder.write("bodies.jsonl", "{\"resourceLogs\":[\(dump)]}\n")
        let path = folder.file("bodies.dossier")
        guard (try? Ingestion(store: path).run([input])) != nil else { return nil }
        return try? DossierFile(path)
    }()

    @Test(
        arguments: [
            // Null, and an array without elements, are no values.
            ("body:*", Set([6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])),
            ("NOT body:*", [1, 2, 3, 4, 5]), ("_exists_:body", Set(6...16)),
            ("bod*:*", Set(6...16)), ("\"\"", [7, 9]),
            // Marks go on with a word, and begin none.
            ("हिन्दी*", [12]), ("हिन्दी", [12]), ("हिन", []), ("*दी", [12]), ("\"हिन्दी में\"", [12]),
            ("cafe\u{301}", [13]), ("cafe", []), ("café", [14]), ("cafe?", [13]),
            ("caf*", [13, 14]), ("\"i it\"", [15]), ("\u{2764}\u{fe0f}", []),
        ] as [(String, Set<Int>)]
    )
    func selects(_ text: String, _ numbers: Set<Int>) throws {
        var query = LogQuery()
        query.lucene = try LuceneExpression(parsing: text)
        let found = try #require(Self.file).logRecords(query).logRecords
        #expect(Set(found.map { Int($0.observedTime?.nanoseconds ?? 0) }) == numbers)
        let reading = try LuceneReading(parsing: text).query
        let expected = Self.records.filter { Oracle(now: 0).selects(reading, $0) }
        #expect(Set(expected.map(\.number)) == numbers)
    }
}
