import DossierColumns
import DossierOTLP
import Testing

/// A name that an enumeration does not have costs nothing but the number.
@Suite struct UnknownNameTests {
    private static let id = #""traceId":"5b8efff798038103d269b633813fc60c""#

    @Test func spansKeepItAsAttributes() throws {
        let members =
            #"\#(Self.id),"kind":"SPAN_KIND_FOO","status":{"code":"STATUS_CODE_BAR","message":"m"},"#
            + #""name":"a","attributes":[{"key":"k","value":{"intValue":"1"}}]"#
        #expect(
            try Request.spanComingBack(members)
                == #"\#(Self.id),"name":"a","attributes":[{"key":"k","value":{"intValue":"1"}},"#
                + #"{"key":"otlp.kind","value":{"stringValue":"SPAN_KIND_FOO"}},"#
                + #"{"key":"otlp.status.code","value":{"stringValue":"STATUS_CODE_BAR"}}],"#
                + #""status":{"message":"m"}"#
        )
        let anomalies = try DumpReading(Request.spans("{\(members)}")).outcome.anomalies.all
        #expect(anomalies.map(\.kind) == [.enumerationName, .enumerationName])
    }

    @Test func logRecordsKeepItAsAnAttribute() throws {
        #expect(
            try Request.logRecordComingBack(#""severityNumber":"LOUD","body":{"stringValue":"b"}"#)
                == #""body":{"stringValue":"b"},"#
                + #""attributes":[{"key":"otlp.severityNumber","value":{"stringValue":"LOUD"}}]"#
        )
    }

    @Test func metricsKeepItAsMetadata() throws {
        let metric =
            #"{"name":"m","sum":{"dataPoints":[{"asInt":"1"}],"aggregationTemporality":"SIDEWAYS"}}"#
        let reading = try DumpReading(Request.metrics(metric, metric))
        #expect(reading.outcome.anomalies.all.map(\.count) == [2])
        let metadata =
            #""metadata":[{"key":"otlp.aggregationTemporality","value":{"stringValue":"SIDEWAYS"}}]"#
        #expect(reading.lines.first?.contains(metadata) == true)
        #expect(reading.batches[0].dataPoints.rowCount == 2)
    }

    @Test func aNumberBeyond32BitsIsKeptAsText() throws {
        #expect(
            try Request.spanComingBack(#"\#(Self.id),"kind":4294967296"#)
                == #"\#(Self.id),"attributes":[{"key":"otlp.kind","value":{"stringValue":"4294967296"}}]"#
        )
        #expect(try Request.spanComingBack(#"\#(Self.id),"kind":-7"#) == #"\#(Self.id),"kind":-7"#)
    }

    @Test(
        "Names of any case and of languages are known",
        arguments: [
            ("kind", "server", 2), ("kind", "SpanKind.SERVER", 2), ("kind", "Span_Kind_Client", 3),
            ("severityNumber", "Warn", 13), ("severityNumber", "severity_number_error2", 18),
        ]
    )
    func spellings(_ member: String, _ name: String, _ number: Int) throws {
        let back =
            member == "kind"
            ? try Request.spanComingBack(#""kind":"\#(name)""#)
            : try Request.logRecordComingBack(#""severityNumber":"\#(name)""#)
        #expect(back == #""\#(member)":\#(number)"#)
    }
}
