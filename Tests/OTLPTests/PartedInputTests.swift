import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// Inputs that are read in parts on two threads give what they give when they are read as a whole.
@Suite struct PartedInputTests {
    private static let whole = 1 << 40

    private func span(_ number: Int) -> String {
        #"{"traceId":"5b8efff798038103d269b633813fc60c","name":"\#(number)"}"#
    }

    /// Lines as logs and exporters leave them: whole requests mostly, and now and then one that
    /// is cut, damaged, wrapped, printed over several lines, or none at all.
    private func lines(_ random: inout SplitMix64, count: Int, odd: Int) -> String {
        var text = Request.spans(span(-1)) + "\n"
        for number in 0..<count {
            let spans = (0...random.below(4)).map { span(number * 10 + $0) }
            let request = Request.spans(spans)
            switch random.below(odd) {
            case 0: text += String(request.prefix(1 + random.below(request.utf8.count)))
            case 1: text += "INFO " + request
            case 2: text += "no value\n{\n"
            case 3: text += request.replacing("},{", with: "},\n{").replacing("[{", with: "[\n{")
            case 4: text += request.replacing(",", with: ",\n  ")
            case 5: text += "[\n" + request + ",\n" + request + "\n]"
            case 6:
                let half = request.utf8.count / 2
                for part in [request.prefix(half), request.dropFirst(half)] {
                    let isLast = part.endIndex == request.endIndex
                    let log = part.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                    text += #"{"log":"\#(log)\#(isLast ? "\\n" : "")","stream":"stdout"}"# + "\n"
                }
            case 7: text += #"{"a":1}"#
            default: text += request
            }
            text += random.below(20) == 0 ? "\r\n" : "\n"
        }
        return text
    }

    private func expectSame(_ text: String, partByteCount: Int) throws {
        let input = Array(text.utf8)
        let parted = try DumpReading([input], partByteCount: partByteCount)
        let whole = try DumpReading([input], partByteCount: Self.whole)
        #expect(try names(parted) == names(whole))
        #expect(parted.rejected.map(\.byteOffset) == whole.rejected.map(\.byteOffset))
        #expect(parted.rejected.map(\.bytes) == whole.rejected.map(\.bytes))
        #expect(parted.rejected.map(\.reason) == whole.rejected.map(\.reason))
        #expect(parted.outcome.rejectedCount == whole.outcome.rejectedCount)
        #expect(parted.outcome.noiseLineCount == whole.outcome.noiseLineCount)
        #expect(parted.outcome.isCutShort == whole.outcome.isCutShort)
        #expect(parted.outcome.refusal == whole.outcome.refusal)
        #expect(parted.outcome.encodedByteCount == whole.outcome.encodedByteCount)
        #expect(parted.resumePoint?.byteOffset == whole.resumePoint?.byteOffset)
        #expect(parted.resumePoint?.elementCount == whole.resumePoint?.elementCount)
        #expect(parted.outcome.progress?.prefixHash == whole.outcome.progress?.prefixHash)
        #expect(parted.outcome.progress?.tailByteCount == whole.outcome.progress?.tailByteCount)
    }

    private func names(_ reading: DumpReading) throws -> [String] {
        reading.batches.flatMap { batch in
            batch.spans.columns[SpanColumn.name].map {
                String(decoding: batch.strings[UInt32($0)], as: UTF8.self)
            }
        }
    }

    @Test(arguments: 0..<40)
    func partsOfOddLinesGiveTheSameAsTheWhole(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let odd = [10, 40, 200, 2000][seed % 4]
        let text = lines(&random, count: 50 + random.below(400), odd: odd)
        for partByteCount in [1, 200, 1000, 1 + random.below(20_000)] {
            try expectSame(text, partByteCount: partByteCount)
        }
    }

    @Test func partsOfWholeLinesAreDeliveredOneByOne() throws {
        var random = SplitMix64(seed: 1)
        let text = lines(&random, count: 2000, odd: .max)
        try expectSame(text, partByteCount: 30_000)
        let reading = try DumpReading([Array(text.utf8)], partByteCount: 30_000)
        #expect(reading.batches.count >= text.utf8.count / 30_000)
        for batch in reading.batches { #expect(batch.progress.count >= 1) }
    }

    @Test func partsLargerThanBlocksHaveTheSameFingerprint() throws {
        var random = SplitMix64(seed: 2)
        let text = lines(&random, count: 20_000, odd: .max)
        #expect(text.utf8.count > 4 << 20)
        try expectSame(text, partByteCount: 700_000)
        let progress = try DumpReading([Array(text.utf8)], partByteCount: 700_000)
            .batches.flatMap(\.progress)
        #expect(progress.count > 4)
        for mark in progress {
            let prefix = Array(text.utf8.prefix(Int(mark.byteOffset)))
            let same = try DumpReading([prefix], partByteCount: Self.whole).outcome.progress
            #expect(same?.prefixHash == mark.prefixHash)
        }
    }

    @Test(arguments: 0..<10)
    func anInputBegunBeforeTheLastOneWasReadIsDeliveredAfterIt(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let inputs = (0..<6).map { _ in
            Array(lines(&random, count: 10 + random.below(300), odd: 300).utf8)
        }
        let whole = try DumpReading(inputs, partByteCount: Self.whole)
        let overlapping = try DumpReading(overlapping: inputs, partByteCount: 3000)
        #expect(try names(overlapping) == names(whole))
        let marks = overlapping.batches.flatMap(\.progress)
        #expect(marks.map(\.input) == marks.map(\.input).sorted())
        for (one, other) in zip(overlapping.outcomes, whole.outcomes) {
            #expect(one.rejectedCount == other.rejectedCount)
            #expect(one.progress?.prefixHash == other.progress?.prefixHash)
            #expect(one.progress?.byteOffset == other.progress?.byteOffset)
        }
    }

    @Test func nothingOfTheNextInputIsDeliveredOnceOneHasFailed() throws {
        struct Full: Error {}
        var random = SplitMix64(seed: 4)
        let text = Array(lines(&random, count: 1000, odd: .max).utf8)
        var delivered = 0
        var reader = DumpReader(
            partByteCount: 10_000,
            deliver: { _ in
                if delivered == 3 { throw Full() }
                delivered += 1
            }
        )
        #expect(throws: DumpStop.self) {
            var readings: [InputReading] = []
            for number in 1...3 {
                let cursor = InputCursor(DecodedInput(bytes: text, name: "memory"))
                _ = try cursor.head()
                readings.append(try reader.start(cursor, number: number))
            }
            try reader.flush()
            for reading in readings { _ = try reading.outcome() }
        }
        #expect(delivered == 3)
    }

    @Test func anErrorOfTheTakerEndsTheReading() throws {
        struct Full: Error {}
        var random = SplitMix64(seed: 3)
        let text = Array(lines(&random, count: 3000, odd: .max).utf8)
        for limit in [0, 1, 2, 5] {
            var delivered = 0
            var reader = DumpReader(
                partByteCount: 10_000,
                deliver: { _ in
                    if delivered == limit { throw Full() }
                    delivered += 1
                }
            )
            let cursor = InputCursor(DecodedInput(bytes: text, name: "memory"))
            _ = try cursor.head()
            #expect(throws: DumpStop.self) { try reader.read(cursor, number: 1) }
            #expect(delivered == limit)
        }
    }

    @Test func textsAreReadRightIntoTheMemoryOfTextsBefore() throws {
        let text = (0..<6000).map { number in
            Request.logs(
                #"{"body":{"stringValue":"\#(number) \#(String(repeating: "text ", count: 200 + number % 7))"}}"#
            )
        }
        .joined(separator: "\n")
        var lines: [[UInt8]] = []
        var reader = DumpReader(
            partByteCount: 1_500_000,
            deliver: { batch in
                var batch = consume batch
                lines += batch.exportedLines()
                batch.dropStrings()
            }
        )
        let input = Array(text.utf8)
        _ = try reader.read(InputCursor(DecodedInput(bytes: input, name: "memory")), number: 1)
        try reader.flush()
        let whole = try DumpReading([input], partByteCount: Self.whole)
        #expect(records(lines) == records(whole.exportedLines))
        #expect(lines.count > 2)
    }

    private func records(_ lines: [[UInt8]]) -> [String] {
        lines.flatMap { line in
            String(decoding: line, as: UTF8.self).split(separator: #"{"body""#).dropFirst()
                .map { String($0.prefix { $0 != "}" }) }
        }
    }
}
