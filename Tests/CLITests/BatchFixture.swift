/// A dump with a trace of many equal spans, one of an agent, and access logs without bodies.
enum BatchFixture {
    private static let start = 1_768_000_000_000_000_000

    static var dump: String {
        [batch, agent, accessLogs].map { $0 + "\n" }.joined()
    }

    /// A job with 30 reads of 1 to 30 ms, of which two fail and one has a child, and 19 writes.
    private static var batch: String {
        var spans = [span("0c", 0xC0000, nil, "import", 0, 900_000_000)]
        for number in 1...30 {
            spans.append(
                span(
                    "0c",
                    0xC0000 + number,
                    0xC0000,
                    "SELECT item",
                    number * 10_000_000,
                    number * 11_000_000,
                    status: number % 15 == 0 ? 2 : 0,
                    [("db.system.name", .text("sqlite")), ("item.number", .number(number))]
                )
            )
        }
        spans.append(span("0c", 0xC1000, 0xC0005, "parse", 51_000_000, 52_000_000))
        for number in 1...19 {
            spans.append(
                span("0c", 0xC2000 + number, 0xC0000, "WRITE", 400_000_000, 401_000_000)
            )
        }
        return resource("Spans", "spans", "importer", spans)
    }

    private static var agent: String {
        let spans = [
            span("0d", 0xD0000, nil, "invoke_agent", 0, 5_000_000_000),
            span(
                "0d",
                0xD0001,
                0xD0000,
                "chat tiny",
                1_000_000,
                3_000_000_000,
                [
                    ("gen_ai.operation.name", .text("chat")),
                    ("gen_ai.request.model", .text("tiny")),
                    ("gen_ai.usage.input_tokens", .number(812)),
                    ("gen_ai.usage.output_tokens", .number(64)),
                    ("gen_ai.request.temperature", .number(1)),
                    ("gen_ai.input.messages", .text("a long prompt")),
                ]
            ),
            span(
                "0d",
                0xD0002,
                0xD0000,
                "tools/call find_order",
                3_100_000_000,
                4_000_000_000,
                status: 2,
                [
                    ("mcp.method.name", .text("tools/call")),
                    ("gen_ai.tool.name", .text("find_order")),
                    ("gen_ai.tool.call.arguments", .text("{\"order\": 17}")),
                    ("mcp.session.id", .text("s-1")), ("user.id", .text("u-9")),
                    ("mcp.protocol.version", .text("2025-06-18")),
                ]
            ),
            span(
                "0d",
                0xD0003,
                0xD0002,
                "lookup",
                3_200_000_000,
                3_300_000_000,
                [
                    ("a", .number(1)), ("b", .number(2)), ("c", .number(3)), ("d", .number(4)),
                    ("e", .number(5)),
                ]
            ),
        ]
        return resource("Spans", "spans", "agent", spans)
    }

    private static var accessLogs: String {
        let records = (0..<3).map { number in
            let members: [(String, Value)] = [
                ("http.request.method", .text("GET")), ("url.path", .text("/a b")),
                ("http.response.status_code", .number(500 + number)),
            ]
            let name = number == 1 ? #","eventName":"access""# : ""
            let body = number == 2 ? #","body":{"stringValue":"upstream is gone"}"# : ""
            return #"{"timeUnixNano":"\#(start + number)","severityNumber":9,"#
                + #""traceId":"\#(trace("0e"))","attributes":\#(attributes(members))"#
                + name + body + "}"
        }
        return resource("Logs", "logRecords", "edge", records)
    }

    private enum Value {
        case text(String)
        case number(Int)
    }

    private static func resource(
        _ signal: String,
        _ items: String,
        _ service: String,
        _ elements: [String]
    ) -> String {
        #"{"resource\#(signal)":[{"resource":{"attributes":"#
            + attributes([("service.name", .text(service))])
            + #"},"scope\#(signal)":[{"\#(items)":["# + elements.joined(separator: ",") + "]}]}]}"
    }

    private static func span(
        _ traceStart: String,
        _ id: Int,
        _ parent: Int?,
        _ name: String,
        _ from: Int,
        _ to: Int,
        status: Int = 0,
        _ members: [(String, Value)] = []
    ) -> String {
        #"{"traceId":"\#(trace(traceStart))","spanId":"\#(spanID(id))","#
            + (parent.map { #""parentSpanId":"\#(spanID($0))","# } ?? "")
            + #""name":"\#(name)","startTimeUnixNano":"\#(start + from)","#
            + #""endTimeUnixNano":"\#(start + to)","status":{"code":\#(status)},"#
            + #""attributes":\#(attributes(members))}"#
    }

    private static func attributes(_ members: [(String, Value)]) -> String {
        let written = members.map { key, value in
            switch value {
            case .text(let text):
                let escaped = text.replacing("\"", with: "\\\"")
                return #"{"key":"\#(key)","value":{"stringValue":"\#(escaped)"}}"#
            case .number(let number):
                return #"{"key":"\#(key)","value":{"intValue":"\#(number)"}}"#
            }
        }
        return "[" + written.joined(separator: ",") + "]"
    }

    private static func trace(_ start: String) -> String {
        start + String(repeating: "0", count: 29) + "1"
    }

    private static func spanID(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
