import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// Inputs with so many parts that can't be read that not each is kept by itself.
@Suite struct ManyRejectionsTests {
    private typealias Wire = OTLPProtobuf

    /// A request with one scope in protobuf form.
    private static func request(_ items: [UInt8]...) -> [UInt8] {
        let scope = items.flatMap { Wire.delimited(2, $0) }
        return Wire.delimited(1, Wire.delimited(1, []) + Wire.delimited(2, scope))
    }

    /// A gauge with points.
    private static func gauge(_ points: [[UInt8]]) -> [UInt8] {
        Wire.delimited(1, Array("gauge".utf8))
            + Wire.delimited(5, points.flatMap { Wire.delimited(1, $0) })
    }

    private static func malformedPoints(_ count: Int) -> [[UInt8]] {
        Array(repeating: [0], count: count)
    }

    private static let point = Wire.tag(3, 1) + [1, 0, 0, 0, 0, 0, 0, 0]

    @Test func adjacentPointsOfProtobufAreKeptTogether() throws {
        let request = Self.request(Self.gauge([Self.point] + Self.malformedPoints(5_000)))
        let reading = try DumpReading(request, of: .metrics)
        #expect(reading.outcome.rejectedCount == 5_000)
        #expect(reading.outcome.rejectedItemCount == 5_000)
        #expect(reading.batches.map(\.dataPoints.rowCount) == [1])
        #expect(reading.rejected.count == 1_000)
        let last = try #require(reading.rejected.last)
        #expect(last.reason.hasSuffix("; 4000 more values in these bytes can't be read"))
        #expect(last.bytes == [0] + (0..<4_000).flatMap { _ in [0x0a, 1, 0] as [UInt8] })
        #expect(Array(request[Int(last.byteOffset)...]) == last.bytes)
    }

    @Test func pointsOfAnInvalidMetricArePartOfIt() throws {
        let invalid = Self.gauge(Self.malformedPoints(100)) + Wire.delimited(7, [])
        let valid = Self.gauge(Self.malformedPoints(1_500))
        let reading = try DumpReading(Self.request(valid, invalid), of: .metrics)
        #expect(reading.outcome.rejectedItemCount == 1_600)
        #expect(reading.outcome.rejectedCount == 1_501)
        #expect(reading.rejected.map(\.bytes).last?.suffix(invalid.count) == invalid[...])
    }

    @Test func entriesOfProtobufAreKeptTogether() throws {
        let entry = Self.request(Self.gauge(Self.malformedPoints(1)))
        let requests = (0..<3_000).flatMap { _ in entry }
        let reading = try DumpReading(requests, of: .metrics)
        #expect(reading.outcome.rejectedCount == 3_000)
        // The name of the metric is between the points.
        #expect(reading.rejected.count == 3_000)
        let damaged = (0..<3_000).flatMap { _ in Wire.delimited(1, [0]) }
        #expect(try DumpReading(damaged, of: .metrics).rejected.count == 1_000)
    }

    @Test(arguments: [
        (
            #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":["#,
            "]}}]}]}]}"
        ),
        (#"{"resourceSpans":[{"scopeSpans":[{"spans":["#, "]}]}]}"),
        (#"{"resourceLogs":[{"scopeLogs":["#, "]}]}"),
        (#"{"resourceLogs":["#, "]}"),
    ])
    func adjacentPartsOfJSONAreKeptTogether(_ ends: (String, String)) throws {
        let list = repeatElement("1", count: 5_000).joined(separator: ",")
        let reading = try DumpReading(ends.0 + list + ends.1)
        #expect(reading.outcome.rejectedCount == 5_000)
        #expect(reading.rejected.count == 1_000)
        let last = try #require(reading.rejected.last)
        #expect(last.bytes == Array(repeatElement("1", count: 4_001).joined(separator: ",").utf8))
        #expect(last.reason.hasSuffix("; 4000 more values in these bytes can't be read"))
    }

    @Test func linesThatAreNotJSONAreKeptTogether() throws {
        let lines = String(repeating: "x\n", count: 2_500)
        let reading = try DumpReading(lines + Request.logs(#"{"eventName":"a"}"#) + "\n" + lines)
        #expect(reading.outcome.rejectedCount == 5_000)
        #expect(reading.rejected.count == 1_001)
        let bytes = reading.rejected.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(bytes.joined(separator: "\n").filter { $0 == "x" }.count == 5_000)
    }

    @Test func ofARequestOnlySoManyAreKeptOneByOne() throws {
        let items = repeatElement(#"1,{"name":"between them"}"#, count: 12_000)
        let body = Array(Request.spans(items.joined(separator: ",")).utf8)
        var batches: [Batch] = []
        var reader = DumpReader { batches.append($0) }
        let outcome = try reader.read(request: body, number: 1)
        try reader.flush()
        #expect(outcome.rejectedCount == 12_000)
        #expect(batches.map(\.spans.rowCount) == [12_000])
        let rejected = batches.flatMap(\.rejected)
        #expect(rejected.count == DumpReader.requestRejectionLimit + 1)
        let rest = try #require(rejected.last)
        #expect(rest.reason.hasPrefix("the rest of the request, in which 2000 more values can't"))
        #expect(rest.bytes == Array(body[Int(rest.byteOffset)...]))
        #expect(rest.bytes.count { $0 == UInt8(ascii: "1") } == 2_000)
    }

    @Test func spansWithoutTraceAreCountedBeyondABatch() throws {
        let name = [UInt8](repeating: UInt8(ascii: "x"), count: DumpReader.byteLimit)
        let body = Self.request(Wire.delimited(5, name)) + Self.request(Wire.delimited(5, [0x78]))
        var batchCount = 0
        var reader = DumpReader { _ in batchCount += 1 }
        let outcome = try reader.read(request: body, protobuf: .traces, number: 1)
        #expect(batchCount == 1)
        #expect(outcome.untracedSpanCount == 2)
    }
}
