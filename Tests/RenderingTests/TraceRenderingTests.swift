import DossierColumns
import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct TraceRenderingTests {
    @Test func aTraceIsATreeWithItsLogRecords() throws {
        let spans = [
            Fixture.span(
                1,
                "GET /cart",
                status: 2,
                attributes: [Attribute(key: "http.route", value: .string("/cart"))],
                events: [
                    SpanEvent(timeNanoseconds: Fixture.start + 300, name: "retry", attributes: [])
                ]
            ),
            Fixture.span(2, parent: 1, "SELECT", from: 100, to: 900, service: "stock"),
            Fixture.span(3, parent: 2, "read", from: 200, to: 300, service: "stock"),
            Fixture.span(4, parent: 1, "pay", from: 1_000, to: 2_500, service: "bank"),
        ]
        let records = [
            Fixture.logRecord("slow", at: 250, span: 2, severity: 13),
            Fixture.logRecord("before", at: 150, span: 1),
            Fixture.logRecord("stray", at: 5, span: 77),
        ]
        #expect(
            try Fixture.lines(Fixture.trace(spans, logRecords: records)) == [
                "trace 66ea073509f4c2132258542dd751ef21",
                "  shop  GET /cart",
                "  2023-01-30T11:50:53.330227008Z, 1.00 ms",
                "  4 spans (1 error) in 3 services, 3 log records, 0 metric series",
                "",
                "     OFFSET   DURATION  SPAN",
                "      +0 ns    1.00 ms  shop  GET /cart (server)  ERROR  http.route=/cart",
                "    +150 ns       INFO  │  before",
                "    +300 ns      event  │  retry",
                "    +100 ns     800 ns  ├─ stock  SELECT (server)",
                "    +250 ns       WARN  │  │  slow",
                "    +200 ns     100 ns  │  └─ stock  read (server)",
                "   +1.00 µs    1.50 µs  └─ bank  pay (server)",
                "",
                "LOG RECORDS without a span in this trace",
                "      +5 ns       INFO  shop  span 000000000000004d  stray",
            ]
        )
    }

    @Test func whatIsOddIsSaid() throws {
        let spans = [
            Fixture.span(1, to: 500), Fixture.span(2, parent: 1, from: 100, to: 700),
            Fixture.span(3, parent: 99), Fixture.span(4, parent: 4),
            Fixture.span(nil, parent: 1, from: nil, to: nil, idText: "abc"),
            Fixture.span(5, parent: 2, from: 50, to: 20), Fixture.span(5, parent: 1),
        ]
        let text = try Fixture.lines(Fixture.trace(spans), columns: nil).joined(separator: "\n")
        for mark in [
            "[ends 200 ns after its parent]", "[parent 0000000000000063 is not in the store]",
            "[cycle: the span is its own ancestor]", "[invalid span id abc]",
            "[no start time]", "[no end time]", "[starts 50 ns before its parent]",
            "[ends 30 ns before it starts]", "[duplicate span id 0000000000000005]",
        ] {
            #expect(text.contains(mark), "\(mark)")
        }
    }

    @Test func aTraceWithoutSpansOrTimesIsShown() throws {
        let record = Fixture.logRecord("alone", at: 0, span: nil)
        let lines = try Fixture.lines(
            Fixture.trace([], logRecords: [record], hasTime: false)
        )
        #expect(lines.contains("  unknown time"))
        #expect(lines.last == "          ?       INFO  shop  alone")
        let empty = try Fixture.lines(
            Fixture.trace([Fixture.span(nil, "", from: nil, to: nil)], hasTime: false)
        )
        #expect(empty.contains("          ?          ?  shop  (no name) (server)"))
    }

    @Test(arguments: [40, 60, 90, 100, 150, 250])
    func linesFitTheWidth(columns: Int) throws {
        let text = String(repeating: "long text 商品 ", count: 50)
        let attributes = [Attribute(key: "db.statement", value: .string(text))]
        let spans = (1...40).map {
            Fixture.span($0, parent: $0 - 1, text, attributes: attributes)
        }
        let record = Fixture.logRecord(text, at: 0, span: 30)
        let metrics = [Fixture.series(text, [.label]), Fixture.series(text, [.exemplar])]
        let trace = Fixture.trace(spans, logRecords: [record], metrics: metrics)
        for line in try Fixture.lines(trace, columns: columns) {
            #expect(TerminalText(line).columns <= columns)
        }
    }

    @Test func wideTerminalsHaveABar() throws {
        let spans = [Fixture.span(1), Fixture.span(2, parent: 1, from: 500_000, to: 750_000)]
        let lines = try Fixture.lines(Fixture.trace(spans), columns: 100)
        #expect(
            lines.contains { $0.hasPrefix("     OFFSET   DURATION  TIMELINE          SPAN") }
        )
        #expect(
            lines.last == "    +500 µs     250 µs          ━━━━━     └─ shop  work (server)"
        )
    }

    @Test func telemetryCannotWriteEscapeSequences() throws {
        let evil = "\u{1B}[2J\u{9B}0m\n\u{202E}"
        let attribute = Attribute(key: evil, value: .string(evil))
        let span = Fixture.span(
            1,
            evil,
            service: evil,
            idText: evil,
            attributes: [attribute],
            events: [SpanEvent(timeNanoseconds: 0, name: evil, attributes: [attribute])],
            links: [SpanLink(traceID: nil, spanID: nil, attributes: [attribute])]
        )
        let trace = Fixture.trace(
            [span, Fixture.span(nil, idText: evil, parentIDText: evil)],
            logRecords: [Fixture.logRecord(evil, at: 0, span: 1)],
            metrics: [Fixture.series(evil, [.label], service: evil)]
        )
        for line in try Fixture.lines(trace, columns: nil) {
            #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            #expect(!line.unicodeScalars.contains("\u{202E}"))
        }
    }

    @Test func manySeriesOfAResourceBecomeALineForEachInstance() throws {
        let metrics = (0..<30).map {
            Fixture.series("metric.\($0 % 3)", [.resource], service: $0 < 20 ? "shop" : "stock")
        }
        let lines = try Fixture.lines(Fixture.trace([Fixture.span(1)], metrics: metrics))
        #expect(
            lines.suffix(4) == [
                "METRICS of its service instances during the trace: 30 series",
                "  shop  shop-1  20 series: metric.0, metric.1, metric.2",
                "  stock  stock-1  10 series: metric.0, metric.1, metric.2",
                "  30 series summarised; --format json lists them",
            ]
        )
    }

    @Test func seriesStandUnderTheirFirstTie() throws {
        let metrics = [
            Fixture.series("a", [.label, .exemplar]), Fixture.series("b", [.exemplar, .resource]),
            Fixture.series("c", [.resource]),
        ]
        let lines = try Fixture.lines(Fixture.trace([Fixture.span(1)], metrics: metrics))
        #expect(
            lines.suffix(10) == [
                "METRICS labelled with the trace id: 1 series",
                "  shop  a  (gauge, ms)  1 point: 2.5",
                "   +1.00 µs  2.5 ms  in span 0000000000000001",
                "",
                "METRICS with exemplars of this trace: 1 series",
                "  shop  b  (gauge, ms)  1 point: 2.5",
                "   +1.00 µs  2.5 ms  in span 0000000000000001",
                "",
                "METRICS of its service instances during the trace: 1 series",
                "  shop  c  (gauge, ms)  1 point: 2.5",
            ]
        )
    }

    @Test func aChainOf20000SpansIsShownWithItsDepth() throws {
        let spans = (1...20_000).map { Fixture.span($0, parent: $0 - 1) }
        let lines = try Fixture.lines(Fixture.trace(spans))
        #expect(lines.count == 6 + spans.count)
        #expect(lines.last?.contains("⋯19991 ") == true)
    }
}
