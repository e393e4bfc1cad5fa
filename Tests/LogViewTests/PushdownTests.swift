import Dossier
import TestSupport
import Testing

/// Records that conditions on columns must not leave out.
@Suite struct PushdownTests {
    /// How many entries an expression finds among three records.
    private static func count(_ text: String) throws -> Int {
        let resource = OracleResource(
            attributes: [PlainMember("service.name", .string("cart"))],
            scopes: [
                OracleScope(
                    name: "",
                    version: "",
                    attributes: [],
                    droppedAttributesCount: 0,
                    records: [
                        record([PlainMember("service.name", .string("b"))]),
                        record([PlainMember("status", .null)]),
                        record([PlainMember("a", .string("x")), PlainMember("a", .double(1))]),
                    ]
                )
            ]
        )
        let folder = TemporaryFolder()
        let path = folder.file("logs.dossier")
        let dump = folder.write("dump.jsonl", "{\"resourceLogs\":[\(resource.otlp)]}\n")
        _ = try Ingestion(store: path).run([dump])
        let result = try DossierFile(path).logResult(of: LogQLExpression(parsing: text))
        guard case .entries(let entries) = result else { return 0 }
        return entries.count
    }

    private static func record(_ attributes: [PlainMember]) -> OracleRecord {
        OracleRecord(
            time: 1_793_700_000_000_000_000,
            severityText: "",
            severityNumber: 0,
            attributes: attributes,
            droppedAttributesCount: 0,
            flags: 0,
            trace: "",
            span: "",
            eventName: ""
        )
    }

    @Test func metadataIsFoundByTheNameThatItHasBesideAStreamLabel() throws {
        #expect(try Self.count("{service_name=`cart`} | service_name_extracted=`b`") == 1)
        #expect(try Self.count("{service_name=`cart`} | service_name_extracted=~`b|c`") == 1)
        #expect(try Self.count("{service_name=`cart`} | service_name_extracted>1") == 1)
        #expect(try Self.count("{service_name=`cart`} | service_name=`b`") == 0)
    }

    @Test func anEmptyValueIsNoNumberAndIsKeptWithAnError() throws {
        #expect(try Self.count("{service_name=`cart`} | status>1") == 1)
        #expect(
            try Self.count("{service_name=`cart`} | status>1 | __error__=`LabelFilterErr`") == 1
        )
    }

    @Test func theFirstOfSeveralValuesUnderOneKeyCounts() throws {
        #expect(try Self.count("{service_name=`cart`} | a=`x`") == 1)
        #expect(try Self.count("{service_name=`cart`} | a<0") == 1)
        #expect(try Self.count("{service_name=`cart`} | a=`1`") == 0)
    }
}
