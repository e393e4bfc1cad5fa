import DossierColumns
import DossierOTLP
import TestSupport
import Testing

/// How values stand in a dump, and what is around the telemetry in them.
@Suite struct LayoutTests {
    private static let span = #"{"traceId":"5b8efff798038103d269b633813fc60c","name":"a"}"#
    private static let spans = Request.spans(span)
    private static let logs = Request.logs(#"{"body":{"stringValue":"b"}}"#)
    private static let metrics = Request.metrics(
        #"{"name":"c","gauge":{"dataPoints":[{"asInt":"1"}]}}"#
    )

    private static let attributed = #"""
        {"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"intValue":"1"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[{"name":"a"},{"name":"b"}],"schemaUrl":"u"}],"schemaUrl":"v"}]}
        """#

    @Test func theResourceMayComeAfterItsScopesAndTheScopeAfterItsItems() throws {
        let late = #"""
            {"resourceSpans":[{"schemaUrl":"v","scopeSpans":[{"schemaUrl":"u","spans":[{"name":"a"},{"name":"b"}],"scope":{"name":"s"}}],"resource":{"attributes":[{"key":"a","value":{"intValue":"1"}}]}}]}
            """#
        #expect(try DumpReading(late).lines == [Self.attributed])
        let metrics = #"""
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"asInt":"1"}]},"name":"m"},{"name":"empty"}],"scope":{"name":"s"}}],"resource":{"droppedAttributesCount":1}},{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"asInt":"1"}]},"name":"m"}]}]}]}
            """#
        let items = try DumpReading(metrics).exportedLines.map { try JSON($0) }
        #expect(
            differences(telemetryItems(items), telemetryItems([try JSON(metrics)])) == ([], [])
        )
    }

    @Test(
        "Names that OTLP has given up are understood",
        arguments: [
            ("scopeSpans", "instrumentationLibrarySpans"),
            ("\"scope\"", "\"instrumentationLibrary\""),
            ("scopeSpans", "instrumentation_library_spans"), ("scopeSpans", "deprecatedScopeSpans"),
        ]
    )
    func deprecatedNames(_ name: String, _ old: String) throws {
        #expect(
            try DumpReading(Self.attributed.replacing(name, with: old)).lines == [Self.attributed]
        )
    }

    @Test func namesOfOldLogsAndMetricsAreUnderstood() throws {
        let logs = #"""
            {"resourceLogs":[{"resource":{},"instrumentationLibraryLogs":[{"instrumentationLibrary":{},"logs":[{"name":"n"}]}]}]}
            """#
        #expect(try DumpReading(logs).lines == [Request.logs(#"{"name":"n"}"#)])
        let metrics = Self.metrics.replacing("scopeMetrics", with: "instrumentationLibraryMetrics")
        #expect(try DumpReading(metrics).lines == [Self.metrics])
        #expect(
            try DumpReading(Self.metrics.replacing("scopeM", with: "deprecatedScopeM")).lines
                == [Self.metrics]
        )
        #expect(
            try DumpReading(Self.logs.replacing("scopeL", with: "deprecatedScopeL")).lines
                == [Self.logs]
        )
    }

    @Test(
        "Wrappers around requests are looked through",
        arguments: [
            (#"{"result":"#, "}"), (#"{"trace":"#, #","metrics":{},"status":5}"#), ("[", "]"),
            ("[[", "]]"), (#"{"a":[1,null,{"b":"#, "}]}"), (#"[{"id":1,"data":["#, "]}]"),
            (#"{"a":{"b":{"c":{"d":{"e":"#, "}}}}}"),
        ]
    )
    func wrappers(_ head: String, _ tail: String) throws {
        let reading = try DumpReading(head + Self.spans + tail)
        #expect(reading.lines == [Self.spans])
        #expect(reading.rejected.map(\.reason).isEmpty)
    }

    @Test func batchesAreTheEntriesOfTempo() throws {
        let batches = Self.attributed.replacing("resourceSpans", with: "batches")
        #expect(try DumpReading(batches).lines == [Self.attributed])
    }

    @Test func bareEntriesAreTaken() throws {
        let entry = Self.attributed.dropFirst(#"{"resourceSpans":["#.count).dropLast("]}".count)
        #expect(try DumpReading(String(entry)).lines == [Self.attributed])
        #expect(try DumpReading("[\(entry),\n\(entry)]").batches[0].spans.rowCount == 4)
        let late =
            #"{"scopeSpans":[{"spans":[{"name":"a"}]}],"resource":{"droppedAttributesCount":1}}"#
        #expect(
            try DumpReading(late).lines == [
                #"{"resourceSpans":[{"resource":{"droppedAttributesCount":1},"scopeSpans":[{"scope":{},"spans":[{"name":"a"}]}]}]}"#
            ]
        )
    }

    @Test(
        "Values may stand next to each other in any way",
        arguments: [
            "\n", "\r\n", "", " ", "\n\n\n", "\n \t\r\n", ",", ",\n", "\u{1e}", "\n\u{feff}",
            "\r", "]\n[", "\n{\"partialSuccess\":{}}\n",
        ]
    )
    func separators(_ separator: String) throws {
        for values in [[Self.spans, Self.logs, Self.metrics], [Self.spans, Self.spans]] {
            let reading = try DumpReading(values.joined(separator: separator))
            let whole = try DumpReading(values.joined(separator: "\n") + "\n")
            #expect(reading.lines == whole.lines)
            #expect(reading.rejected.map(\.reason).isEmpty)
            #expect(!reading.outcome.isCutShort)
            #expect(reading.outcome.noiseLineCount == 0)
        }
    }

    @Test(
        "What stands around values does not matter",
        arguments: [
            ("\u{feff}", ""), ("\u{feff}\r\n", "\r\n"), ("\n\n", "\n\n"), ("[\n", "\n]\n"),
            ("[", ","),
            ("", ""), ("", "\n"),
        ]
    )
    func surroundings(_ before: String, _ after: String) throws {
        let reading = try DumpReading(before + Self.spans + after)
        #expect(reading.lines == [Self.spans])
        #expect(reading.rejected.map(\.reason).isEmpty)
    }

    @Test func prettyPrintedValuesAreRead() throws {
        let pretty = """
            {
              "resourceSpans": [
                {
                  "resource": {},
                  "scopeSpans": [
                    {
                      "scope": {},
                      "spans": [
                        \(Self.span)
                      ]
                    }
                  ]
                }
              ]
            }
            """
        #expect(try DumpReading(pretty).lines == [Self.spans])
        let span = Self.span
        #expect(try DumpReading(pretty + pretty).lines == [Request.spans(span, span)])
        #expect(try DumpReading("[\n\(pretty),\n\(pretty)\n]").lines == [Request.spans(span, span)])
    }

    @Test(
        "Text before a value in a line is skipped",
        arguments: [
            "2026-01-15T10:00:00Z INFO exporter: ", "app-1  | ",
            "Jan 15, 2026 10:00:00 AM x\nINFO: ",
            "x {not json} ", "[main] {} - ",
        ]
    )
    func noise(_ prefix: String) throws {
        let reading = try DumpReading("\(prefix)\(Self.spans)\n\(prefix)\(Self.spans)\n")
        #expect(reading.lines == [Request.spans(Self.span, Self.span)])
        #expect(reading.outcome.noiseLineCount == 2)
    }

    @Test func linesWithoutJSONAreRejected() throws {
        let reading = try DumpReading("\(Self.spans)\nplain text {\n\(Self.logs)\nmore {} of it")
        #expect(reading.lines == [Self.spans, Self.logs])
        #expect(
            reading.rejected.map { String(decoding: $0.bytes, as: UTF8.self) }
                == ["plain text {", "more {} of it"]
        )
        #expect(
            reading.rejected.map(\.byteOffset) == [
                UInt64(Self.spans.utf8.count + 1),
                UInt64(Self.spans.utf8.count + Self.logs.utf8.count + 15),
            ]
        )
        #expect(reading.outcome.rejectedCount == 2)
    }

    @Test func textBeforeTheFirstValueOfAFileIsRejectedToo() throws {
        let reading = try DumpReading("starting up\nlistening on :4317\n\(Self.spans)\n")
        #expect(reading.lines == [Self.spans])
        #expect(reading.rejected.count == 2)
    }

    @Test func aFileMayHaveAllSignalsAndAValueToo() throws {
        let all = [Self.spans, Self.logs, Self.metrics]
        #expect(try DumpReading(all.joined(separator: "\n")).lines == all)
        let one = all.map { $0.dropFirst().dropLast() }.joined(separator: ",")
        #expect(try DumpReading("{\(one)}").lines == all)
    }

    @Test func severalInputsFillOneBatch() throws {
        let reading = try DumpReading([Array(Self.spans.utf8), Array(Self.logs.utf8)])
        #expect(reading.batches.count == 1)
        #expect(reading.lines == [Self.spans, Self.logs])
        #expect(reading.batches[0].progress.map(\.input) == [1, 2])
    }

    @Test func profilesAreRejectedAndTheRestOfTheirValueIsRead() throws {
        let profiles = #"[{"scopeProfiles":[{"profiles":[{}]}]}]"#
        let reading = try DumpReading(
            #"{"resourceProfiles":\#(profiles),\#(Self.spans.dropFirst())"#
        )
        #expect(reading.lines == [Self.spans])
        #expect(reading.rejected.map(\.bytes) == [Array(profiles.utf8)])
        #expect(reading.rejected[0].reason.contains("profiles"))
        let only = try DumpReading(#"{"resourceProfiles":[{}]}"#)
        #expect(only.outcome.refusal == nil)
        #expect(only.rejected.count == 1)
    }

    @Test(arguments: ["", "\n", " \n\t\r\n", "[]", "\u{feff}"])
    func anInputWithoutValuesIsEmpty(_ input: String) throws {
        let reading = try DumpReading(input)
        #expect(reading.outcome.isEmpty)
        #expect(reading.outcome.refusal == nil)
        #expect(reading.outcome.progress == nil)
        #expect(reading.batches.isEmpty)
    }

    @Test(arguments: [#"{"resourceSpans":[]}"#, #"{"resourceMetrics":[{"scopeMetrics":[]}]}"#])
    func anInputWithoutTelemetryIsRead(_ input: String) throws {
        let reading = try DumpReading(input)
        #expect(reading.outcome.refusal == nil)
        #expect(reading.outcome.progress?.isFinished == true)
        #expect(reading.lines.isEmpty)
        #expect(reading.rejected.map(\.reason).isEmpty)
    }

    @Test func compressedAndLengthPrefixedInputsAreRead() throws {
        let values = [Self.spans, Self.logs].map { Array($0.utf8) }
        let lines = Array(values.joined(separator: [0x0a]))
        let prefixed = values.flatMap(InputFixtures.lengthPrefixed)
        let framed = values.flatMap { InputFixtures.lengthPrefixed(InputFixtures.zstd($0)) }
        for input in [
            InputFixtures.gzip(lines), InputFixtures.zstd(lines), prefixed, framed,
            InputFixtures.gzip(prefixed), InputFixtures.zstd(prefixed),
            values.flatMap { InputFixtures.gzip($0) }, values.flatMap { InputFixtures.zstd($0) },
        ] {
            let reading = try DumpReading(input)
            #expect(reading.lines == [Self.spans, Self.logs])
            #expect(reading.outcome.warnings.isEmpty)
        }
    }

    @Test func linesOfContainerLogsAreUnwrapped() throws {
        func quoted(_ text: String) -> String {
            String(decoding: JSON.text(text).bytes, as: UTF8.self)
        }
        func docker(_ text: String) -> String {
            #"{"log":\#(quoted(text)),"stream":"stdout","time":"2026-01-15T10:00:00Z"}"# + "\n"
        }
        let half = Self.spans.index(Self.spans.startIndex, offsetBy: 50)
        let pieces = docker(String(Self.spans[..<half])) + docker(Self.spans[half...] + "\n")
        #expect(try DumpReading(docker(Self.spans + "\n")).lines == [Self.spans])
        #expect(
            try DumpReading(pieces + docker(Self.logs + "\n")).lines == [Self.spans, Self.logs]
        )
        let runtime =
            "2026-01-15T10:00:00.1Z stdout P \(Self.spans[..<half])\n"
            + "2026-01-15T10:00:00.2Z stdout F \(Self.spans[half...])\n"
        #expect(try DumpReading(runtime).lines == [Self.spans])
    }
}
