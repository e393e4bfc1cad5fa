import DossierColumns
import DossierOTLP
import Testing

/// Parts of the input that are longer than the window may be.
@Suite struct LongPartTests {
    private static let windowByteLimit = 2 << 20
    private static let filling = String(repeating: "x", count: 5 << 20)
    private static let longBody = log(filling)

    private static let longList =
        "[" + repeatElement(#"{"a":["\"",-1.5e3,{}]}"#, count: 200_000).joined(separator: ",")
        + "]"

    private static func log(_ body: String) -> String {
        #"{"body":{"stringValue":"\#(body)"}}"#
    }

    private static func line(_ bodies: String...) -> String {
        Request.logs(bodies.map { log($0) }) + "\n"
    }

    private func read(_ text: String, from point: ResumePoint = .start) throws -> DumpReading {
        try DumpReading(
            [Array(text.utf8)],
            from: point,
            windowByteLimit: Self.windowByteLimit
        )
    }

    /// Reads `text` between two lines, which have to come back.
    private func readBetween(_ text: String) throws -> DumpReading {
        let reading = try read(Self.line("before") + text + "\n" + Self.line("after"))
        #expect(reading.outcome.refusal == nil)
        let lines = reading.lines.joined()
        #expect(lines.contains(#""before""#))
        #expect(lines.contains(#""after""#))
        return reading
    }

    private func offset(of text: String, in input: String) -> UInt64? {
        input.utf8.firstRange(of: text.utf8).map {
            UInt64(input.utf8.distance(from: input.startIndex, to: $0.lowerBound))
        }
    }

    @Test func aLongRecordIsRejectedAndTheOthersOfItsLineAreRead() throws {
        let first = Self.line("before")
        let line = Request.logs([Self.log("left"), Self.longBody, Self.log("right")])
        let reading = try read(first + line + "\n" + Self.line("after"))
        let lines = reading.lines.joined()
        for body in ["before", "left", "right", "after"] { #expect(lines.contains("\"\(body)\"")) }
        let rejected = try #require(reading.rejected.first)
        #expect(reading.rejected.count == 1)
        #expect(reading.outcome.rejectedCount == 1)
        #expect(
            rejected.byteOffset == offset(of: #"{"body":{"stringValue":"xxx"#, in: first + line)
        )
        #expect(rejected.bytes.count <= Self.windowByteLimit)
        #expect(Self.longBody.utf8.starts(with: rejected.bytes))
        #expect(rejected.reason.contains("log record exceeds the limit of 2 MiB"))
        #expect(!rejected.isTail)
    }

    @Test(arguments: [
        "span", "metric with its data points",
    ])
    func theReasonNamesWhatIsTooLong(name: String) throws {
        let item = #"{"name":"\#(Self.filling)"}"#
        let line = name == "span" ? Request.spans(item) : Request.metrics(item)
        let reading = try readBetween(line)
        #expect(reading.rejected.map { $0.reason.hasPrefix(name) } == [true])
    }

    @Test func aLongLineWithoutJSONIsRejected() throws {
        let reading = try readBetween(Self.filling)
        #expect(reading.rejected.map { $0.reason.hasPrefix("line is not JSON") } == [true])
        #expect(reading.rejected.allSatisfy { $0.bytes.count <= Self.windowByteLimit })
    }

    @Test func aLongLineOfBracketsIsSkipped() throws {
        let reading = try readBetween(String(repeating: "[", count: 5 << 20))
        #expect(reading.rejected.isEmpty)
    }

    @Test(arguments: [
        #"{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[{"body":"#
            + #"{"stringValue":""#,
        #"{"resourceLogs":[{"resource":{"attributes":[{"key":""#,
        #"{"unknown":""#, #"{"resourceLogs":[{"resource":{},"schemaUrl":""#, #"{""#,
        #"{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[{"#
            + #""droppedAttributesCount":1}],"schemaUrl":""#,
    ])
    func aLongLineThatIsDamagedIsRejectedOnce(start: String) throws {
        let reading = try readBetween(start + Self.filling)
        #expect(reading.rejected.count == 1)
        #expect(reading.outcome.rejectedCount == 1)
        #expect(reading.rejected.allSatisfy { $0.bytes.count <= Self.windowByteLimit })
    }

    private static let resource = #"{"droppedAttributesCount":7}"#
    private static let scope = #"{"name":"late"}"#

    /// An entry with so many records, and what its members are called in the order of the alphabet.
    private func entry(_ count: Int, resource: String?, scope: String?) -> String {
        let records = (0..<count).map { Self.log("record \($0)") }.joined(separator: ",")
        let scopeMember = scope.map { #","scope":\#($0)"# } ?? ""
        let scopeEntry = #"{"logRecords":[\#(records)]\#(scopeMember)}"#
        let resourceMember = resource.map { #","resource":\#($0)"# } ?? ""
        return #"{"scopeLogs":[\#(scopeEntry)]\#(resourceMember)}"#
    }

    private var shortEntry: String {
        #"{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[\#(Self.log("next"))]}]}"#
    }

    @Test func aResourceAndAScopeThatComeLastAreThoseOfTheRowsInMemory() throws {
        let long = entry(90_000, resource: Self.resource, scope: Self.scope)
        let reading = try readBetween(#"{"resourceLogs":[\#(long),\#(shortEntry)]}"#)
        #expect(reading.rejected.isEmpty)
        #expect(reading.batches.map(\.logRecords.rowCount) == [90_003])
        let known =
            #"{"resource":\#(Self.resource),"scopeLogs":[{"scope":\#(Self.scope),"logRecords":[{"body":{"stringValue":"record 0"}}"#
        #expect(reading.lines.joined().contains(known))
    }

    @Test func aLongEntryWithoutResourceAndScopeIsReadInParts() throws {
        let long = entry(600_000, resource: nil, scope: nil)
        let reading = try readBetween(#"{"resourceLogs":[\#(long),\#(shortEntry)]}"#)
        #expect(reading.rejected.isEmpty)
        #expect(reading.batches.count > 2)
        #expect(reading.batches.map(\.logRecords.rowCount).reduce(0, +) == 600_003)
        #expect(reading.batches.allSatisfy { $0.amendments.isEmpty })
    }

    @Test func aScopeThatFollowsPartsIsAmended() throws {
        let long = entry(600_000, resource: nil, scope: Self.scope)
        let reading = try readBetween(#"{"resourceLogs":[\#(long),\#(shortEntry)]}"#)
        #expect(reading.rejected.isEmpty)
        #expect(reading.batches.map(\.logRecords.rowCount).reduce(0, +) == 600_003)
        let amendment = try #require(reading.batches.flatMap(\.amendments).first)
        #expect(reading.batches.flatMap(\.amendments).count == 1)
        #expect(reading.batches[0].shared.scopes.contains(amendment.stored))
        #expect(String(decoding: amendment.content, as: UTF8.self).contains("late"))
        #expect(!String(decoding: amendment.stored, as: UTF8.self).contains("late"))
        let last = try #require(reading.batches.last?.exportedLines().first)
        #expect(String(decoding: last, as: UTF8.self).contains(#""scope":\#(Self.scope)"#))
    }

    @Test func scopesThatFollowPartsOfTheSameLineAreDistinguished() throws {
        let entries = ["first", "second"].map {
            entry(300_000, resource: nil, scope: #"{"name":"\#($0)"}"#)
        }
        let reading = try readBetween(#"{"resourceLogs":[\#(entries.joined(separator: ","))]}"#)
        let amendments = reading.batches.flatMap(\.amendments)
        #expect(amendments.count == 2)
        #expect(Set(amendments.map(\.stored)).count == 2)
        // No batch that amends one has rows of the other with the same content.
        for batch in reading.batches {
            for amendment in batch.amendments {
                #expect(!batch.shared.scopes.contains(amendment.stored))
            }
        }
    }

    @Test func aLongLineIsReadOnWhereAScopeHasNotCome() throws {
        let long = entry(600_000, resource: Self.resource, scope: Self.scope)
        let line = #"{"resourceLogs":[\#(long)]}"#
        let whole = try read(line)
        #expect(whole.batches.count > 2)
        let progress = try #require(whole.batches[0].progress.last)
        let rest = try read(
            line,
            from: ResumePoint(
                byteOffset: progress.byteOffset,
                elementCount: progress.elementCount
            )
        )
        let restCount = rest.batches.map(\.logRecords.rowCount).reduce(0, +)
        #expect(restCount == 600_000 - whole.batches[0].logRecords.rowCount)
        #expect(
            rest.batches.flatMap(\.amendments).map(\.stored)
                == whole.batches.flatMap(\.amendments).map(\.stored)
        )
        #expect(rest.rejected.map(\.bytes) == [Array(Self.resource.utf8)])
    }

    @Test func aResourceThatFollowsPartsIsRejected() throws {
        let long = entry(600_000, resource: Self.resource, scope: nil)
        let reading = try readBetween(#"{"resourceLogs":[\#(long),\#(shortEntry)]}"#)
        let rejected = try #require(reading.rejected.first)
        #expect(reading.rejected.count == 1)
        #expect(rejected.bytes == Array(Self.resource.utf8))
        let stored = reading.batches.dropLast().map(\.logRecords.rowCount).reduce(-1, +)
        #expect(rejected.reason.contains("the first \(stored) were stored without it"))
        #expect(reading.batches.map(\.logRecords.rowCount).reduce(0, +) == 600_003)
    }

    @Test(arguments: ["\"\(filling)\"", longList])
    func aLongMemberThatIsUnknownIsSkipped(value: String) throws {
        let record = Self.log("within")
        let reading = try readBetween(
            #"{"resourceLogs":[{"resource":{},"unknown":\#(value),"scopeLogs":[{"scope":{},"#
                + #""logRecords":[\#(record)]}]}]}"#
        )
        #expect(reading.lines.joined().contains(#""within""#))
        #expect(reading.rejected.isEmpty)
    }

    @Test func aCutInsideALongRecordIsReadOn() throws {
        let whole =
            Self.line("before")
            + Request.logs([Self.log("left"), Self.longBody, Self.log("right")])
        let cut = String(whole.dropLast(1 << 20))
        let reading = try read(cut)
        #expect(reading.outcome.isCutShort)
        #expect(reading.rejected.map(\.isTail) == [true])
        #expect(reading.rejected.allSatisfy { $0.bytes.count <= Self.windowByteLimit })
        let next = try read(whole, from: try #require(reading.resumePoint))
        #expect(next.lines.joined().contains(#""right""#))
        #expect(!next.lines.joined().contains(#""left""#))
        #expect(next.rejected.map(\.isTail) == [false])
    }

    @Test func aLongLineInPiecesIsRejected() throws {
        let piece = String(repeating: "x", count: 100_000)
        let head = #"2026-01-01T00:00:00Z stdout P {"resourceLogs":""# + piece
        let pieces = (0..<10).map { _ in "2026-01-01T00:00:00Z stdout P " + piece }
        let reading = try readBetween(([head] + pieces).joined(separator: "\n"))
        #expect(reading.rejected.first?.reason.hasPrefix("value split over log lines") == true)
    }
}

extension StringTable {
    fileprivate func contains(_ string: [UInt8]) -> Bool {
        (0..<UInt32(count)).contains { self[$0].elementsEqual(string) }
    }
}
