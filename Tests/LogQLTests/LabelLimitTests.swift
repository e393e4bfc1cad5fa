import DossierLogQL
import DossierLogQLSyntax
import Testing

/// Entries whose labels have nearly as many bytes as they may have.
@Suite struct LabelLimitTests {
    /// Runs stages over an entry whose two labels leave room for less than 200 bytes.
    private func run(_ stages: String, _ line: String, half: Int = Self.half) throws -> LogEntry? {
        guard case .log(let query) = try LogQLQuery(parsing: "{a=`b`} \(stages)") else {
            return nil
        }
        var pipeline = try EntryPipeline(query.stages)
        let value = [UInt8](repeating: UInt8(ascii: "y"), count: half)
        pipeline.begin(
            StoredEntry(
                line: Array(line.utf8),
                metadata: ["p", "q"].map { .init(name: Array($0.utf8), value: value) }
            )
        )
        return pipeline.run() ? pipeline.entry : nil
    }

    private func byteCounts(_ entry: LogEntry) -> [String: Int] {
        var counts: [String: Int] = [:]
        for label in entry.labels.all {
            counts[String(decoding: label.name, as: UTF8.self)] = label.value.count
        }
        return counts
    }

    private static let half = (8 << 20) - 100
    private static let value = String(repeating: "v", count: 500)

    @Test(
        arguments: [
            ("| json", "{\"c\":\"\(Self.value)\"}", "JSONParserErr"),
            ("| json c=`c`", "{\"c\":\"\(Self.value)\"}", "JSONParserErr"),
            ("| logfmt", "c=\(Self.value)", "LogfmtParserErr"),
            ("| logfmt c=`c`", "c=\(Self.value)", "LogfmtParserErr"),
            ("| logfmt \(Self.value)=`c`", "x=1", "LogfmtParserErr"),
            ("| unpack", "{\"_entry\":\"\",\"c\":\"\(Self.value)\"}", "JSONParserErr"),
            ("| pattern `<c>`", Self.value, "PatternParserErr"),
            ("| regexp `^(?P<c>v{400})`", Self.value, "RegexpParserErr"),
            ("| label_format c=`\(Self.value)`", "", "TemplateFormatErr"),
            ("| label_format \(Self.value)=p", "", "TemplateFormatErr"),
        ] as [(String, String, String)]
    )
    func labelsBeyondTheLimitSetTheError(
        _ stages: String,
        _ line: String,
        _ error: String
    ) throws {
        let entry = try #require(try run(stages, line))
        #expect(entry.labels.error?.rawValue == error)
        #expect(byteCounts(entry) == ["p": Self.half, "q": Self.half])
    }

    @Test(arguments: ["| label_format q=`-`", "| label_format q=p", "| drop q", "| keep p"])
    func labelsThatWereOverwrittenOrRemovedLeaveRoom(_ stages: String) throws {
        let entry = try #require(try run("\(stages) | logfmt", "c=\(Self.value)"))
        #expect(entry.labels.error == nil)
        #expect(byteCounts(entry)["c"] == 500)
    }

    @Test func labelsThatAreRenamedAgainAndAgainStay() throws {
        let stages = String(repeating: "| label_format r=p | label_format p=r ", count: 10)
        let entry = try #require(try run(stages, ""))
        #expect(entry.labels.error == nil)
        #expect(byteCounts(entry) == ["p": Self.half, "q": Self.half])
    }

    @Test func labelsKeepTheirValuesWhereOthersAreOverwrittenOften() throws {
        let stages = String(repeating: "| label_format z=`{{.p}}` | label_format z=`-` ", count: 8)
        let entry = try #require(try run(stages, "", half: 5 << 20))
        #expect(entry.labels.error == nil)
        #expect(byteCounts(entry) == ["p": 5 << 20, "q": 5 << 20, "z": 1])
        #expect(entry.labels.all.compactMap { $0.value.first } == Array("yy-".utf8))
    }
}
