import DossierColumns
import DossierOTLP
import Testing

@Suite struct ManyResourcesTests {
    @Test func batchesAreBoundedThoughResourcesAreAllThatIsInThem() throws {
        let text = String(repeating: "x", count: 4 << 20)
        let entries = (0..<16).map { number in
            #"{"resourceSpans":[{"resource":{"attributes":[{"key":"a\#(number)","#
                + #""value":{"stringValue":"\#(text)"}}]},"scopeSpans":[]}]}"#
        }
        let reading = try DumpReading(entries.joined(separator: "\n"))
        #expect(reading.batches.count > 1)
        #expect(reading.rejected.isEmpty)
        for batch in reading.batches {
            #expect(batch.shared.byteCount < DumpReader.byteLimit + 2 * text.utf8.count)
        }
    }
}
