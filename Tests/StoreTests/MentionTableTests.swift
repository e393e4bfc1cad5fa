import DossierColumns
import TestSupport
import Testing

@testable import DossierStore

/// The table `mention`: where rows are that name a trace to which they do not belong.
@Suite struct MentionTableTests {
    let folder = TemporaryFolder()
    var path: String { folder.file("test.dossier") }

    /// A commit with a span that links to another trace, and log records that name a trace.
    private func commit(naming trace: TraceID = traceID(1)) throws {
        let writer = try StoreWriter(path: path)
        defer { writer.close() }
        var builder = BatchBuilder()
        _ = builder.resource(service: "first")
        _ = builder.scope("s")
        builder.link(trace: trace, spanID: 7)
        builder.link(trace: traceID(2), spanID: 1)
        builder.span(trace: traceID(2), id: 1, start: 10, end: 20)
        builder.log(trace: nil, time: 5, body: .string("nothing"))
        builder.log(trace: nil, time: 6, body: .string("in [\(trace.hex)]"))
        builder.log(trace: traceID(2), time: 7, body: .string("in [\(trace.hex)]"))
        _ = try writer.commit(builder.batch)
    }

    private func rows(of trace: TraceID = traceID(1)) throws -> [String] {
        try StoreReader(path: path).mentions(of: trace).map { "\($0.block.table) \($0.rows)" }
    }

    private func change(_ sql: String...) throws {
        let connection = try Connection(path: path, access: .readWrite)
        for sql in sql { try connection.execute(sql) }
    }

    private func damage() throws -> [String] {
        try StoreReader(path: path).verify().map(\.description)
    }

    @Test func hasLinksToOtherTracesAndRecordsWithoutATrace() throws {
        try commit()
        #expect(try rows() == ["span [0]", "logRecord [2]"])
        #expect(try rows(of: traceID(2)) == [])
        #expect(try damage() == [])
    }

    @Test(arguments: [
        "DELETE FROM mention WHERE block_id = 2", "UPDATE mention SET rows = x'0100'",
        "INSERT INTO mention SELECT zeroblob(16), block_id, rows FROM mention LIMIT 1",
        "UPDATE mention SET rows = x'ff'", "UPDATE mention SET block_id = block_id + 100",
        "INSERT INTO mention VALUES (x'01', 1, x'0000')",
    ])
    func verifyFindsWhatDoesNotMatchTheRows(sql: String) throws {
        try commit()
        try change(sql)
        #expect(try !damage().isEmpty)
        // A reader may fail, but not trap.
        _ = try? rows()
    }

    @Test func aFileOfAnEarlierWriterIsReadAndCompleted() throws {
        try commit()
        try change(
            "DROP TABLE mention",
            "DROP TABLE fragment_pack",
            "DROP TABLE receipt",
            "DELETE FROM meta WHERE key = 'first_mention_block'"
        )
        #expect(try rows() == [])
        #expect(try damage() == [])
        #expect(try StoreReader(path: path).statistics().fragmentByteCount == 0)

        try commit(naming: traceID(1))
        #expect(try rows() == ["span [0]", "logRecord [2]"])
        #expect(try damage() == [])

        _ = try StoreCompaction(path: path).run()
        #expect(try rows().count == 2)
        #expect(try StoreReader(path: path).mentions(of: traceID(1)).flatMap(\.rows).count == 4)
        #expect(try damage() == [])
    }
}
