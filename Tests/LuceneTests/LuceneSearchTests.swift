import Dossier
import TestSupport
import Testing

/// Queries over one dump of forty records with values of every type.
@Suite struct LuceneSearchTests {
    private static let file: DossierFile? = {
        let path = folder.file("records.dossier")
        let dump = Repository.path("Tests/LuceneTests/Fixtures/records.jsonl")
        guard (try? Ingestion(store: path).run([dump])) != nil else { return nil }
        return try? DossierFile(path)
    }()
    private static let folder = TemporaryFolder()

    /// The numbers of the records, which are their observed times.
    private static func numbers(_ query: LogQuery) throws -> Set<Int> {
        let records = try #require(Self.file).logRecords(query).logRecords
        return Set(records.map { Int($0.observedTime?.nanoseconds ?? 0) })
    }

    @Test(arguments: SearchCases.all + HeldOutCases.searches)
    func selects(_ text: String, _ records: Set<Int>) throws {
        var query = LogQuery()
        query.lucene = try LuceneExpression(parsing: text)
        #expect(try Self.numbers(query) == records)
        #expect(try #require(Self.file).logRecordCount(query) == records.count)
    }

    @Test func otherConditionsHoldBesides() throws {
        var query = LogQuery()
        query.lucene = try LuceneExpression(parsing: "level:error OR 42")
        query.service = "cart"
        #expect(try Self.numbers(query) == [3, 4])
        query.text = "timeout"
        #expect(try Self.numbers(query) == [3])
        query.until = Timestamp("2026-11-03T10:00:00Z")
        #expect(try Self.numbers(query) == [])
    }

    @Test func nowIsWhatIsGiven() throws {
        var query = LogQuery()
        let now = Timestamp("2026-11-03T11:15:00Z")
        query.lucene = try LuceneExpression(parsing: "time:[now-30m TO now]", now: now)
        #expect(try Self.numbers(query) == [3])
        query.lucene = try LuceneExpression(parsing: "time:now/d", now: now)
        #expect(try Self.numbers(query) == [1, 2, 3])
    }

    @Test(arguments: [
        ("nope:1", "no log record, scope or resource has an attribute nope"),
        ("attributes.zone.x:1 resource.nope:1", "has an attribute resource.nope"),
        ("http.status_code:5*", "is a number in some records"),
        ("\"---\"", "it has no letter and no digit"), ("a-b*", "has only letters, digits and _"),
    ])
    func saysWhatTheStoreLacks(_ text: String, _ note: String) throws {
        let notes = try #require(Self.file).notes(on: LuceneExpression(parsing: text))
        #expect(notes.count == 1)
        #expect(notes.first?.contains(note) ?? false, "\(notes)")
    }

    @Test func shortensWhatItShows() throws {
        let long = String(repeating: "é", count: 500)
        let texts = ["\(long):1", "\(long)-*", "\"\(String(repeating: "-", count: 500))\""]
        for text in texts {
            let notes = try #require(Self.file).notes(on: LuceneExpression(parsing: text))
            #expect(notes.count == 1)
            #expect(notes.allSatisfy { $0.contains("…") && $0.utf8.count < 200 }, "\(notes)")
        }
    }

    @Test func notesOnAFieldAreGivenOnce() throws {
        let text = (0..<3000).map { "nope:\($0) nope\($0 % 5):\($0)" }.joined(separator: " ")
        let notes = try #require(Self.file).notes(on: LuceneExpression(parsing: text))
        #expect(notes.count == 6)
    }

    @Test func hasNothingToSayAboutWhatIsThere() throws {
        let text = "boom obj.x:1 zone:eu http.*:1 level:x body.x:1 -\"\""
        #expect(try #require(Self.file).notes(on: LuceneExpression(parsing: text)) == [])
    }

    @Test func expressionsAreEqualIfTheyAreReadAlike() throws {
        let (short, long) = try (
            LuceneExpression(parsing: "a b AND c"), LuceneExpression(parsing: "a OR (b AND c)")
        )
        #expect(short == long)
        #expect(short.description == "a OR (b AND c)")
        #expect(short.notes.count == 1)
        #expect(long.notes.isEmpty)
    }

    @Test func errorsHaveAPosition() {
        let error = #expect(throws: DossierError.self) { try LuceneExpression(parsing: "a:b:c") }
        #expect(error?.code == .invalidExpression)
        #expect(error?.position == .line(1, column: 4))
    }
}
