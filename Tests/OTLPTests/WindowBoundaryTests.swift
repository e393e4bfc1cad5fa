import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// Inputs larger than the window through which they are read.
@Suite struct WindowBoundaryTests {
    /// A request of spans of odd sizes, each with its number and the size of its filling.
    private func spans(_ numbers: Range<Int>, _ random: inout SplitMix64) -> [String] {
        numbers.map { number in
            let filling = String(repeating: "é\\n\\\\😀", count: random.below(200))
            return
                #"{"traceId":"5b8efff798038103d269b633813fc60c","name":"\#(number) \#(filling)"}"#
        }
    }

    @Test func everyElementOfALargeValueComesBack() throws {
        var random = SplitMix64(seed: 20)
        let line = Request.spans(spans(0..<3000, &random))
        #expect(line.utf8.count > 3 << 20)
        let reading = try DumpReading(line)
        #expect(reading.exportedLines == [Array(line.utf8)])
    }

    @Test func everyElementOfManyValuesComesBack() throws {
        var random = SplitMix64(seed: 21)
        var lines: [String] = []
        var number = 0
        while lines.reduce(0, { $0 + $1.utf8.count }) < 3 << 20 {
            let next = number + 1 + random.below(40)
            lines.append(Request.spans(spans(number..<next, &random)))
            number = next
        }
        let reading = try DumpReading(lines.joined(separator: "\n"))
        let back = telemetryItems(try reading.exportedLines.map { try JSON($0) })
        #expect(back.count == number)
        #expect(differences(back, telemetryItems(try lines.map { try JSON($0) })) == ([], []))
    }

    @Test(arguments: [(1 << 20) - 200, 1 << 20, 5 << 20])
    func anElementMayBeLargerThanTheWindow(_ byteCount: Int) throws {
        let text = String(repeating: "0123456789abcde\\n", count: byteCount / 17)
        let line = Request.logs(
            #"{"severityNumber":1}"#,
            #"{"body":{"stringValue":"\#(text)"}}"#,
            #"{"severityNumber":2}"#
        )
        let reading = try DumpReading(line + "\n" + line)
        let bodies = reading.batches[0].strings.byteCount
        #expect(bodies >= text.utf8.count - byteCount / 17)
        #expect(reading.batches[0].logRecords.rowCount == 6)
        #expect(reading.rejected.isEmpty)
        #expect(try DumpReading(line).exportedLines == [Array(line.utf8)])
    }

    @Test func metricsExemplarsAndResourcesMayBeLargerThanTheWindow() throws {
        let points = (0..<22_000).map {
            #"{"attributes":[{"key":"k","value":{"intValue":"\#($0)"}}],"asInt":"\#($0)","exemplars":[{"asInt":"\#($0)"}]}"#
        }
        let attribute = String(repeating: "x", count: 2 << 20)
        let line = #"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"a","value":{"stringValue":"\#(attribute)"}}]},"scopeMetrics":[{"scope":{"name":"\#(attribute)"},"metrics":[{"name":"m","gauge":{"dataPoints":[\#(points.joined(separator: ","))]}}]}]}]}
            """#
        #expect(line.utf8.count > 6 << 20)
        #expect(try DumpReading(line).exportedLines == [Array(line.utf8)])
    }

    @Test func aResourceMayComeAfterMegabytesOfScopes() throws {
        var random = SplitMix64(seed: 22)
        let spans = spans(0..<1500, &random).joined(separator: ",")
        let resource = #""resource":{"droppedAttributesCount":1}"#
        let scopes = #""scopeSpans":[{"scope":{},"spans":[\#(spans)]}]"#
        let early = #"{"resourceSpans":[{\#(resource),\#(scopes)}]}"#
        #expect(scopes.utf8.count > 1 << 20)
        for late in [#"{"resourceSpans":[{\#(scopes),\#(resource)}]}"#, "{\(scopes),\(resource)}"] {
            #expect(try DumpReading(late).lines == [early])
        }
        for cut in [#"{"resourceSpans":[{\#(scopes)"#, "{\(scopes)", "{\(scopes),x}\n\(early)"] {
            let reading = try DumpReading(cut)
            #expect(reading.lines == (cut.hasSuffix("}") ? [early] : []))
            let rejectedByteCount = reading.rejected.reduce(0) { $0 + $1.bytes.count }
            #expect(rejectedByteCount >= scopes.utf8.count)
        }
    }

    @Test func aLargeCutValueIsReadOnWhenItHasGrown() throws {
        var random = SplitMix64(seed: 23)
        let lines = [
            spans(0..<10, &random), spans(10..<2500, &random), spans(2500..<2510, &random),
        ]
        .map(Request.spans)
        let whole = Array(lines.joined(separator: "\n").utf8)
        #expect(whole.count > 2 << 20)
        let all = try DumpReading(whole)
        for byteCount in [600 << 10, 1 << 20, (1 << 20) + 1, (2 << 20) + 12_345] {
            let first = try DumpReading(Array(whole[..<byteCount]))
            let progress = try #require(first.outcome.progress)
            #expect(first.outcome.isCutShort)
            #expect(progress.byteOffset == UInt64(lines[0].utf8.count + 1))
            #expect(progress.tailByteCount == UInt64(byteCount) - progress.byteOffset)
            let cursor = InputCursor(DecodedInput(bytes: whole, name: "whole"))
            let point = try #require(first.resumePoint)
            #expect(try cursor.advance(to: point) == progress.prefixHash)
            let second = try DumpReading(whole, from: point)
            let count = first.batches[0].spans.rowCount + second.batches[0].spans.rowCount
            #expect(count == all.batches[0].spans.rowCount)
            #expect(second.rejected.isEmpty)
        }
    }

    @Test func aLargeValueThatIsCutBeforeAnythingIsKnownOfItIsRejected() throws {
        let filling = String(repeating: "x", count: 700 << 10)
        let reading = try DumpReading(Request.spans("{}") + "\n" + #"{"a":"\#(filling)","#)
        #expect(reading.batches[0].spans.rowCount == 1)
        #expect(reading.rejected.map(\.bytes.count) == [filling.utf8.count + 8])
        #expect(reading.rejected[0].bytes.last == UInt8(ascii: ","))
        #expect(reading.rejected[0].bytes.dropLast(2).allSatisfy { $0 != 0 })
    }

    @Test func textBeforeALargeValueIsSkipped() throws {
        var random = SplitMix64(seed: 24)
        let line = Request.spans(spans(0..<2500, &random))
        #expect(line.utf8.count > 2 << 20)
        #expect(try DumpReading("INFO \(line)\n").exportedLines == [Array(line.utf8)])
        let damaged = try DumpReading("INFO \(line.dropLast(3))x\n\(Request.spans("{}"))")
        #expect(damaged.batches[0].spans.rowCount >= 1)
        let cut = try DumpReading("INFO \(line.dropLast(30))")
        let kept = cut.batches.reduce(0) { $0 + $1.spans.rowCount }
        let rejectedByteCount = cut.rejected.reduce(0) { $0 + $1.bytes.count }
        #expect(kept == 2499 || rejectedByteCount > 2 << 20 || cut.outcome.refusal != nil)
    }

    @Test func manyBracesAreDoneSoon() throws {
        for filling in ["{", "{\"a\":", "{\"a\":[", "[", "x{\"a\":{\"b\":"] {
            let text = String(repeating: filling, count: (1 << 18) / filling.utf8.count)
            let clock = ContinuousClock()
            let duration = try clock.measure {
                let reading = try DumpReading(
                    "\(Request.spans("{}"))\nx\(text)\n\(Request.spans("{}"))\n"
                )
                #expect(reading.batches[0].spans.rowCount == 2)
            }
            #expect(duration < .seconds(20), "\(filling)")
        }
    }
}
