import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// Inputs that end inside a value, and what comes when they have grown.
@Suite struct CutInputTests {
    /// A document whose items are marked, each with a text that is nowhere else.
    struct Layout: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        /// The marks, each with where its item ends.
        private(set) var marks: [(mark: String, end: Int)] = []
        /// The marks of items that can't be kept before something after them is known.
        private(set) var lateMarks: Set<String> = []

        /// Makes a document of a pattern: `§`, `¶` and `¤` stand for a span, a log record and a
        /// metric, and `¢` for a span that needs what follows it.
        init(_ description: String, _ pattern: String) {
            testDescription = description
            var bytes: [UInt8] = []
            for character in pattern {
                let mark = "item-\(1000 + marks.count)"
                switch character {
                case "§", "¢":
                    bytes += #"{"name":"\#(mark)","kind":2,"status":{}}"#.utf8
                    if character == "¢" { lateMarks.insert(mark) }
                case "¶": bytes += #"{"severityNumber":9,"body":{"stringValue":"\#(mark) é"}}"#.utf8
                case "¤":
                    bytes +=
                        #"{"gauge":{"dataPoints":[{"asInt":1},{"asDouble":5.5e3}]},"name":"\#(mark)"}"#
                        .utf8
                default:
                    bytes += String(character).utf8
                    continue
                }
                marks.append((mark, bytes.count))
            }
            self.bytes = bytes
        }

        /// The marks of items that are whole in the first bytes and need nothing after them.
        func marks(in byteCount: Int) -> [String] {
            marks.filter { $0.end <= byteCount && !lateMarks.contains($0.mark) }.map(\.mark)
        }
    }

    private static let spans = #"""
        "resourceSpans":[{"resource":{"droppedAttributesCount":1},"scopeSpans":[{"scope":{"name":"a"},"spans":[§,§]},{"scope":{},"spans":[§],"schemaUrl":"u"}],"schemaUrl":"v"}]
        """#
    private static let logs = #"""
        "resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[¶,¶]}]}]
        """#
    private static let metrics = #"""
        "resourceMetrics":[{"resource":{},"scopeMetrics":[{"scope":{},"metrics":[¤,¤]}]},{"resource":{},"scopeMetrics":[{"scope":{},"metrics":[¤]}]}]
        """#

    static let layouts = [
        Layout("one signal", "{\(spans)}\n"),
        Layout("three values", "{\(spans)}\n{\(logs)}\n{\(metrics)}\n"),
        Layout("three signals in a value", "{\(spans), \(logs) ,\(metrics)}"),
        Layout("values without a separator", "{\(spans)}{\(logs)}{\(metrics)}"),
        Layout("a wrapper", #"{"a":{"b":1},"result":{\#(logs)},"c":[{"d":"e"}]}"#),
        Layout("an array", "[{\(logs)},\n{\(metrics)}]"),
        Layout(
            "a bare entry",
            #"{"resource":{},"scopeSpans":[{"scope":{},"spans":[§,§]}],"schemaUrl":"u"}"#
        ),
        Layout(
            "a resource that comes last",
            #"""
            {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[§,§]}]},{"scopeSpans":[{"scope":{},"spans":[¢,¢]}],"resource":{"droppedAttributesCount":2}}]}
            """#
        ),
        Layout(
            "a scope that comes last",
            #"""
            {"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[§]},{"spans":[¢,¢],"scope":{"name":"b"}}]}]}
            """#
        ),
        Layout(
            "no scope and no resource",
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[¢,¢]}]}]}"#
        ),
        Layout(
            "a bare entry whose resource comes last",
            #"{"scopeSpans":[{"scope":{},"spans":[¢,¢]}],"resource":{}}"#
        ),
        Layout("text before a value", "{\(logs)}\nINFO {x} {\(spans)}\n{\(logs)}\n"),
    ]

    /// The marks in the rows of readings, each as often as it is there, in order.
    private func kept(_ readings: DumpReading...) -> [String] {
        marks(readings.flatMap(\.exportedLines).joined())
    }

    private func rejectedMarks(_ reading: DumpReading) -> [String] {
        marks(reading.rejected.map(\.bytes).joined())
    }

    private func marks(_ text: some Sequence<UInt8>) -> [String] {
        let text = String(decoding: Array(text), as: UTF8.self)
        return text.split(separator: "item-").dropFirst().map { "item-\($0.prefix(4))" }.sorted()
    }

    @Test("What is whole is kept, wherever the input ends", arguments: layouts)
    func everyCut(_ layout: Layout) throws {
        for byteCount in 0..<layout.bytes.count {
            let reading = try DumpReading(Array(layout.bytes[..<byteCount]))
            let kept = kept(reading)
            let expected = layout.marks(in: byteCount)
            #expect(Set(kept).count == kept.count, "cut to \(byteCount) bytes")
            #expect(kept.filter { !layout.lateMarks.contains($0) } == expected)
            guard reading.outcome.refusal == nil else { continue }
            let tails = reading.rejected.filter(\.isTail)
            #expect(tails.count == (reading.outcome.isCutShort ? 1 : 0))
            for tail in tails {
                #expect(layout.bytes[..<byteCount].suffix(tail.bytes.count) == tail.bytes[...])
                #expect(Int(tail.byteOffset) == byteCount - tail.bytes.count)
            }
        }
        let whole = try DumpReading(layout.bytes)
        #expect(kept(whole) == layout.marks.map(\.mark))
        #expect(whole.rejected.isEmpty)
        #expect(!whole.outcome.isCutShort)
    }

    @Test("An input that has grown is read on to exactly the whole", arguments: layouts)
    func everyGrowth(_ layout: Layout) throws {
        let whole = try DumpReading(layout.bytes)
        for byteCount in 0..<layout.bytes.count {
            let first = try DumpReading(Array(layout.bytes[..<byteCount]))
            #expect(first.rejected.allSatisfy { $0.isTail }, "cut to \(byteCount) bytes")
            let second = try DumpReading(layout.bytes, from: first.resumePoint ?? .start)
            #expect(kept(first, second) == kept(whole), "cut to \(byteCount) bytes")
            #expect(second.rejected.isEmpty)
            #expect(!second.outcome.isCutShort)
            #expect(second.outcome.progress?.prefixHash == whole.outcome.progress?.prefixHash)
        }
    }

    @Test("What was rejected before the cut is rejected once")
    func faultsBeforeTheCut() throws {
        let layout = Layout(
            "faults",
            #"""
            {"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[¶,{"body":5},¶]},7]},{"resource":5,"scopeLogs":[]},{"resource":{},"scopeLogs":[{"scope":{"name":[]},"logRecords":[{}]},{"scope":{},"logRecords":[¶,¶]}]}],"resourceProfiles":[{}]}
            """#
        )
        let whole = try DumpReading(layout.bytes)
        #expect(whole.rejected.count == 5)
        for byteCount in 0..<layout.bytes.count {
            let first = try DumpReading(Array(layout.bytes[..<byteCount]))
            let second = try DumpReading(layout.bytes, from: first.resumePoint ?? .start)
            #expect(kept(first, second) == kept(whole), "cut to \(byteCount) bytes")
            let faults = first.rejected.filter { !$0.isTail } + second.rejected
            #expect(
                Set(faults.map(\.byteOffset)).count == faults.count,
                "cut to \(byteCount) bytes"
            )
            #expect(faults.count == 5, "cut to \(byteCount) bytes")
        }
    }

    @Test("A line that breaks off costs no other line, and nothing without a trace")
    func brokenLines() throws {
        let layout = Layout("three values", "{\(Self.spans)}\n{\(Self.logs)}\n{\(Self.spans)}\n")
        let lines = layout.bytes.split(separator: 0x0a).map { Array($0) + [0x0a] }
        for byteCount in 1..<lines[0].count {
            let input = lines[0][..<byteCount] + [0x0a] + lines[1] + lines[2]
            let reading = try DumpReading(Array(input))
            let kept = kept(reading)
            let expected = layout.marks(in: byteCount) + layout.marks.map(\.mark).dropFirst(3)
            #expect(kept == expected, "cut after \(byteCount) bytes")
        }
    }

    @Test("A line that another one overwrote is rejected with everything in it")
    func mergedLines() throws {
        let layout = Layout("three values", "{\(Self.spans)}\n{\(Self.logs)}\n{\(Self.spans)}\n")
        let lines = layout.bytes.split(separator: 0x0a).map { Array($0) + [0x0a] }
        for byteCount in 1..<(lines[0].count - 1) {
            let reading = try DumpReading(Array(lines[0][..<byteCount] + lines[1] + lines[2]))
            let kept = kept(reading)
            let found = Set(kept).union(rejectedMarks(reading))
            #expect(Set(kept).count == kept.count)
            let whole = layout.marks(in: byteCount) + layout.marks.map(\.mark).dropFirst(3)
            #expect(found.isSuperset(of: whole), "merged after \(byteCount) bytes")
            #expect(kept.suffix(3) == layout.marks.map(\.mark).suffix(3))
        }
    }
}
