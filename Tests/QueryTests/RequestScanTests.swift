import DossierColumns
import DossierQuery
import Testing

@Suite struct RequestScanTests {
    let fixture = QueryFixture()

    private func span(_ id: Int, kind: Int, in trace: String, _ pairs: [(String, String)] = [])
        -> String
    {
        """
        {"traceId":"\(trace)","spanId":"\(String(id + 0x1000_0000, radix: 16))00000000","kind":\(kind),\
        "startTimeUnixNano":"5","endTimeUnixNano":"9","status":{"code":\(id % 3)},\
        "attributes":\(QueryFixture.attributes(pairs))}
        """
    }

    private func spans(of trace: String? = nil) throws -> [String] {
        let spans = [
            span(1, kind: 2, in: QueryFixture.trace), span(2, kind: 5, in: QueryFixture.trace),
            span(3, kind: 3, in: QueryFixture.trace),
            span(
                4,
                kind: 1,
                in: QueryFixture.trace,
                [("operation_type", "order"), ("tenant.id", "t")]
            ),
            span(5, kind: 2, in: QueryFixture.otherTrace, [("operation.type", "pay")]),
        ]
        let dump = QueryFixture.spans(service: "cart", spans)
        // The same spans again, as an exporter that retries sends them.
        try fixture.ingest("a.jsonl", dump)
        try fixture.ingest("b.jsonl", dump + dump)
        let reader = try fixture.reader()
        let scan = try RequestScan(
            of: trace.flatMap { TraceID(hex: $0) },
            operationKeys: ["operation_type", "operation.type"],
            tenantKeys: ["tenant_id", "tenant.id"],
            except: try DuplicateSpans(in: reader),
            in: reader
        )
        return try scan.spans().map { span in
            let type = span.operationType.map { String(decoding: $0, as: UTF8.self) } ?? "-"
            let tenant = span.tenant.map { String(decoding: $0, as: UTF8.self) } ?? "-"
            return "\(span.isRequest) \(span.hasError) \(span.duration ?? 0) \(type) \(tenant)"
        }
        .sorted()
    }

    @Test func requestsAndOperationsAreCountedOnce() throws {
        #expect(
            try spans() == [
                "false false 4 order t", "true false 4 - -", "true true 4 - -",
                "true true 4 pay -",
            ]
        )
    }

    @Test func aTraceIsScannedAlone() throws {
        #expect(try spans(of: QueryFixture.otherTrace) == ["true true 4 pay -"])
        #expect(try spans(of: "0b000000000000000000000000000001") == [])
    }

    /// So many different texts are stored as templates and variables.
    @Test func operationsOfManyNamesAreRead() throws {
        let names = (0..<200).map { "order number \($0 * 7919) of customer \($0 % 9)" }
        let spans = names.enumerated().map { number, name in
            span(number, kind: 1, in: QueryFixture.trace, [("operation_type", name)])
        }
        try fixture.ingest("a.jsonl", QueryFixture.spans(service: "cart", spans))
        for _ in 0..<2 {
            let reader = try fixture.reader()
            let scan = try RequestScan(
                of: nil,
                operationKeys: ["operation_type"],
                tenantKeys: [],
                except: try DuplicateSpans(in: reader),
                in: reader
            )
            let found = try scan.spans().compactMap(\.operationType)
            #expect(Set(found) == Set(names.map { Array($0.utf8) }))
            try fixture.compact()
        }
    }
}
