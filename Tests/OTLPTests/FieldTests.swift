import DossierColumns
import DossierOTLP
import TestSupport
import Testing

@Suite struct FieldTests {
    @Test(arguments: OTLPFixtures.everyField) func everyFieldComesBack(_ line: String) throws {
        let reading = try DumpReading(line)
        #expect(reading.rejected.map(\.reason).isEmpty)
        #expect(reading.outcome.refusal == nil)
        #expect(reading.lines == [line])
    }

    @Test(arguments: OTLPFixtures.everyField)
    func snakeCaseKeysAreTheSameFields(_ line: String) throws {
        let snake = try JSON(line).mapKeys { key in
            key.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
        }
        #expect(snake.bytes != Array(line.utf8))
        #expect(try DumpReading(snake.bytes).lines == DumpReading(line).lines)
    }

    @Test(arguments: OTLPFixtures.everyField)
    func theOrderOfMembersDoesNotMatter(_ line: String) throws {
        let expected = telemetryItems([try JSON(line)])
        for document in [try JSON(line).withMembersReversed, try JSON(line).withMembersSorted] {
            #expect(differences(telemetryItems([document]), expected) == ([], []))
            let lines = try DumpReading(document.bytes).exportedLines
            let items = telemetryItems(try lines.map { try JSON($0) })
            #expect(differences(items, expected) == ([], []))
        }
    }

    @Test(arguments: OTLPFixtures.everyField)
    func unknownFieldsAreIgnored(_ line: String) throws {
        let document = try JSON(line).withUnknownMembers
        #expect(try DumpReading(document.bytes).lines == DumpReading(line).lines)
    }

    @Test(arguments: OTLPFixtures.everyField)
    func whiteSpaceDoesNotMatter(_ line: String) throws {
        let spaced = try JSON(line).bytesWithSpace
        #expect(try DumpReading(spaced).lines == DumpReading(line).lines)
    }

    @Test func explicitDefaultsAreLeftOut() throws {
        let span = """
            "traceState":"","flags":0,"name":"","kind":0,"startTimeUnixNano":"0",\
            "endTimeUnixNano":"0","droppedAttributesCount":0,"droppedEventsCount":0,\
            "droppedLinksCount":0,"status":{"message":"","code":0}
            """
        #expect(try Request.spanComingBack(span) == "")
        let log = """
            "timeUnixNano":"0","observedTimeUnixNano":0,"severityNumber":0,"severityText":"",\
            "body":null,"flags":0,"droppedAttributesCount":0,"eventName":""
            """
        #expect(try Request.logRecordComingBack(log) == "")
        let resource =
            #"{"resourceSpans":[{"resource":null,"scopeSpans":[{"scope":null,"spans":[{}]}]}]}"#
        #expect(try DumpReading(resource).lines == [Request.spans("{}")])
        let missing =
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{}],"schemaUrl":null}],"schemaUrl":""}]}"#
        #expect(try DumpReading(missing).lines == [Request.spans("{}")])
    }

    @Test func flagsOfAllBitsComeBack() throws {
        #expect(try Request.spanComingBack(#""flags":"4294967295""#) == #""flags":4294967295"#)
    }

    @Test func logRecordsNeedNoTrace() throws {
        let reading = try DumpReading(
            Request.logs(
                #"{"body":{"stringValue":"a"}}"#,
                #"{"spanId":"eee19b7ec3c1b174"}"#,
                #"{"traceId":"","spanId":""}"#
            )
        )
        #expect(
            reading.batches[0].logRecords.columns[LogRecordColumn.trace] == [
                noTrace, noTrace, noTrace,
            ]
        )
        #expect(
            reading.lines == [
                Request.logs(
                    #"{"body":{"stringValue":"a"}}"#,
                    #"{"spanId":"eee19b7ec3c1b174"}"#,
                    "{}"
                )
            ]
        )
    }

    @Test func aLogRecordWithOnlyAnObservedTimeComesBack() throws {
        let record = #""observedTimeUnixNano":"5","severityNumber":9"#
        #expect(try Request.logRecordComingBack(record) == record)
    }
}

extension JSON {
    fileprivate var withMembersReversed: JSON {
        mapMembers { $0.reversed() }
    }

    fileprivate var withMembersSorted: JSON {
        mapMembers { members in members.sorted { $0.key < $1.key } }
    }

    /// Every object with members that no version of OTLP knows, first and last.
    fileprivate var withUnknownMembers: JSON {
        let values: [JSON] = [
            .null, .text("{\"]\\"), .number("1e5"), .array([.object([]), .array([.bool(true)])]),
        ]
        return mapMembers { members in
            let unknown = values.enumerated().map {
                Member(key: "unknown\($0.offset)", value: $0.element)
            }
            return unknown + members + unknown
        }
    }

    private func mapMembers(_ transform: ([Member]) -> [Member]) -> JSON {
        switch self {
        case .array(let elements): .array(elements.map { $0.mapMembers(transform) })
        case .object(let members):
            .object(
                transform(
                    members.map { Member(key: $0.key, value: $0.value.mapMembers(transform)) }
                )
            )
        default: self
        }
    }

    /// The text with white space of every kind wherever JSON allows it.
    fileprivate var bytesWithSpace: [UInt8] {
        var spaced: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            let isStructure = !isInString && "{}[]:,".utf8.contains(byte)
            spaced += isStructure ? Array(" \r\n".utf8) + [byte] + Array("\t\n ".utf8) : [byte]
            if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
        return spaced
    }
}
