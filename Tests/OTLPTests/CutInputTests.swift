import DossierColumns
import TestSupport
import Testing

/// Inputs that end inside a value, and what comes when they have grown.
@Suite struct CutInputTests {
    /// A document in pieces: its items, and what stands before and behind each.
    struct Layout: CustomTestStringConvertible {
        let testDescription: String
        /// Pieces of text, and of those that are whole items whether they can be kept by themselves.
        let pieces: [Piece]

        struct Piece {
            let text: String
            var isItem = false
        }

        /// - Parameter pattern: the document, with `S`, `L` and `M` for a span, log record or metric
        ///   that can be kept once it is whole, and `s` for a span that needs what comes later.
        init(_ description: String, _ pattern: String) {
            testDescription = description
            var number = 0
            var pieces: [Piece] = []
            for character in pattern {
                number += 1
                switch character {
                case "§": pieces.append(Piece(text: Self.span(number), isItem: true))
                case "¶": pieces.append(Piece(text: Self.log(number), isItem: true))
                case "¤": pieces.append(Piece(text: Self.metric(number), isItem: true))
                case "¢": pieces.append(Piece(text: Self.span(number)))
                default: pieces.append(Piece(text: String(character)))
                }
            }
            self.pieces = pieces
        }

        private static func span(_ number: Int) -> String {
            #"{"traceId":"5b8efff798038103d269b633813fc60c","name":"\#(number)","kind":2}"#
        }

        private static func log(_ number: Int) -> String {
            #"{"severityNumber":9,"body":{"stringValue":"\#(number) \" \ud83d\ude00"}}"#
        }

        private static func metric(_ number: Int) -> String {
            #"{"name":"m","gauge":{"dataPoints":[{"asInt":"\#(number)"},{"asDouble":1.5e3}]}}"#
        }

        var bytes: [UInt8] { pieces.flatMap { Array($0.text.utf8) } }

        /// How many items are whole in the first bytes of the document.
        func itemCount(in byteCount: Int) -> Int {
            var end = 0
            return pieces.count { piece in
                end += piece.text.utf8.count
                return piece.isItem && end <= byteCount
            }
        }
    }

    private static let entries = #""resourceSpans":[{"resource":{"droppedAttributesCount":1},"scopeSpans":[{"scope":{"name":"a"},"spans":[§,§]},{"scope":{},"spans":[§],"schemaUrl":"u"}],"schemaUrl":"v"}]"#
    private static let logs = #""resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[¶,¶]}]}]"#
    private static let metrics = #""resourceMetrics":[{"resource":{},"scopeMetrics":[{"scope":{},"metrics":[¤,¤]}]},{"resource":{},"scopeMetrics":[{"scope":{},"metrics":[¤]}]}]"#

    static let layouts = [
        Layout("one signal", "{\(entries)}\n"), Layout("three values", "{\(entries)}\n{\(logs)}\n{\(metrics)}\n"),
        Layout("three signals in a value", "{\(entries), \(logs) ,\(metrics)}"),
        Layout("values without a separator", "{\(entries)}{\(logs)}{\(metrics)}"),
        Layout("a wrapper", #"{"a":{"b":1},"result":{\#(logs)},"c":[{"d":"e"}]}"#),
        Layout("a bare entry", #"{"resource":{},"scopeSpans":[{"scope":{},"spans":[§,§]}],"schemaUrl":"u"}"#),
        Layout("an array", "[{\(logs)},\n{\(metrics)}]"),
        Layout("resources that come last", #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[§,§]}]},{"scopeSpans":[{"scope":{},"spans":[¢,¢]}],"resource":{"droppedAttributesCount":2}}]}"#),
        Layout("scopes that come last", #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[§]},{"spans":[¢,¢],"scope":{"name":"b"}}]}]}"#),
        Layout("no scope and no resource", #"{"resourceSpans":[{"scopeSpans":[{"spans":[¢,¢]}]}]}"#),
        Layout("a bare entry whose resource comes last", #"{"scopeSpans":[{"scope":{},"spans":[¢,¢]}],"resource":{}}"#),
        Layout("text before a value", "INFO {x} {\(logs)}\n{\(entries)}"),
    ]

    private func items(_ readings: DumpReading...) throws -> [String] {
        telemetryItems(try readings.flatMap(\.exportedLines).map { try JSON($0) })
    }

    @Test("Every element that is whole is kept, wherever the input is cut", arguments: layouts)
    func everyCut(_ layout: Layout) throws {
        let bytes = layout.bytes
        for byteCount in 0..<bytes.count {
            let reading = try DumpReading(Array(bytes[..<byteCount]))
            let count = try items(reading).count
            let expected = Self.keptCount(layout, byteCount, reading)
            #expect(count == expected, "cut to \(byteCount) bytes")
            guard reading.outcome.refusal == nil else { continue }
            let tails = reading.rejected.filter(\.isTail)
            #expect(tails.count == (reading.outcome.isCutShort ? 1 : 0))
            for tail in tails { #expect(bytes[..<byteCount].suffix(tail.bytes.count) == tail.bytes[...]) }
        }
    }

    /// Metrics count twice, once for each data point.
    private static func keptCount(
        _ layout: Layout, _ byteCount: Int, _ reading: DumpReading
    ) -> Int {
        let points = reading.batches.reduce(0) { $0 + $1.dataPoints.rowCount }
        precondition(points.isMultiple(of: 2))
        let late = layout.pieces.contains { $0.text.contains("spans\":[¢") }
        precondition(!late)
        return layout.itemCount(in: byteCount) + points / 2 + lateCount(layout, byteCount)
    }

    /// Items that need what comes later are kept once the document is whole.
    private static func lateCount(_ layout: Layout, _ byteCount: Int) -> Int { 0 }
}
