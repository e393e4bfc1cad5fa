import Testing

@testable import Dossier
@testable import DossierCLI

/// Which spans of a trace are shown, and which are folded.
@Suite struct TraceOutlineTests {
    /// A root with `count` calls of 1 µs, 2 µs and so on; every tenth fails.
    private func job(_ count: Int) -> [Span] {
        var spans = [Fixture.span(1, "job", to: 1_000_000)]
        for number in 0..<count {
            let duration = UInt64(number + 1) * 1_000
            let status: Int64 = number % 10 == 9 ? 2 : 0
            let id = UInt64(100 + number)
            spans.append(Fixture.span(id, parent: 1, "call", to: duration, status: status))
        }
        return spans
    }

    private func lines(
        _ spans: [Span],
        _ change: (inout TraceViewOptions) -> Void = { _ in }
    ) throws -> [String] {
        var options = TraceViewOptions()
        change(&options)
        var lines: [String] = []
        let rendering = TraceRendering(
            Fixture.trace(spans),
            layout: TextLayout(columns: nil),
            options
        )
        try rendering.write { lines.append($0) }
        return Array(lines.dropFirst(6))
    }

    @Test func twentyEqualSiblingsAreOneLine() throws {
        #expect(try lines(job(19)).count == 20)
        #expect(
            try lines(job(20)) == [
                "      +0 ns    1.00 ms  shop  job (server)",
                "      +0 ns    20.0 µs  └─ shop  call (server)  ×20  2 errors"
                    + "  p50 10.0 µs, p95 19.0 µs, max 20.0 µs",
                "", "  20 spans in folded lines; --unfold shows each",
            ]
        )
        #expect(try lines(job(20)) { $0.unfold = true }.count == 21)
    }

    @Test func siblingsOfOtherNamesStayInTheirOrder() throws {
        var spans = job(25)
        spans.insert(Fixture.span(50, parent: 1, "first"), at: 1)
        spans.append(Fixture.span(51, parent: 1, "last"))
        let shown = try lines(spans).dropFirst()
        #expect(
            shown.prefix(3).map { $0.split(separator: " ").contains("└─") } == [false, false, true]
        )
        #expect(shown.first?.contains("first") == true)
        #expect(shown.dropFirst().first?.contains("×25") == true)
    }

    @Test func aFoldCountsWhatIsBelowIt() throws {
        var spans = job(20)
        for number: UInt64 in 0..<5 {
            spans.append(Fixture.span(200 + number, parent: 100 + number, "below"))
        }
        #expect(try lines(spans)[1].contains("max 20.0 µs  with 5 spans below"))
    }

    @Test func theMarkedSpanIsNeverHidden() throws {
        let spans = job(40)
        let shown = try lines(spans) {
            $0.marked = SpanID(bits: 105)
            $0.only = .errors
            $0.depth = 1
        }
        #expect(shown.filter { $0.contains("[span 0000000000000069]") }.count == 1)
        let folded = try lines(spans) { $0.marked = SpanID(bits: 105) }
        #expect(folded.contains { $0.contains("×39") })
        #expect(folded.contains { $0.contains("[span 0000000000000069]") })
    }

    @Test func onlyErrorsKeepsTheirParents() throws {
        let shown = try lines(job(30)) { $0.only = .errors }
        #expect(shown.count == 6)
        #expect(shown[1...3].allSatisfy { $0.contains("ERROR") })
        #expect(shown.last == "  27 of 31 spans not shown")
    }

    @Test func onlySlowSelectsByselfTime() throws {
        let shown = try lines(job(30)) { $0.only = .slow }
        // The root and the nine longest calls.
        #expect(shown.filter { $0.contains("call") }.count == 9)
        #expect(shown.contains { $0.contains("30.0 µs") })
    }

    @Test func depthAndDurationLimitWhatIsShown() throws {
        #expect(try lines(job(30)) { $0.depth = 1 }.count == 3)
        let long = try lines(job(30)) { $0.minimumDuration = 29_000 }
        #expect(long.filter { $0.contains("call") }.count == 2)
    }

    @Test func attributesThatAreNotShownAreCounted() throws {
        let attributes = ["http.route", "x", "y"].map {
            Attribute(key: $0, value: .string("v"))
        }
        let span = Fixture.span(1, attributes: attributes)
        #expect(try lines([span])[0].hasSuffix("http.route=v +2 attributes"))
        #expect(
            try lines([span]) { $0.attributes = true }.suffix(3).map {
                $0.trimmingPrefix { $0 == " " }
            } == ["http.route=v", "x=v", "y=v"]
        )
        let plain = Fixture.span(
            1,
            attributes: (0..<5).map { Attribute(key: "k\($0)", value: .int(1)) }
        )
        #expect(try lines([plain])[0].hasSuffix("k0=1 k1=1 k2=1 +2 attributes"))
        let narrow = try Fixture.lines(Fixture.trace([plain]), columns: 54)
        #expect(narrow.contains { $0.hasSuffix("k0=1 k1=1 +3 attributes") })
        #expect(narrow.last == "  --attributes shows all attributes")
    }

    @Test func selfTimeIsWhatNoChildCovers() {
        let spans = [
            Fixture.span(1, from: 0, to: 100), Fixture.span(2, parent: 1, from: 10, to: 30),
            Fixture.span(3, parent: 1, from: 20, to: 40),
            Fixture.span(4, parent: 1, from: 90, to: 500),
            Fixture.span(5, parent: 2, from: 10, to: 20),
            Fixture.span(6, parent: 1, from: nil, to: nil),
        ]
        let times = SelfTimes(of: spans, in: TraceTree(spans)).nanoseconds
        #expect(times == [60, 10, 20, 410, 10, nil])
    }
}
