import DossierPrimitives

/// Random traces with all that a query may trip over: orphans, several roots, circles, shared ids,
/// attributes of several types, arrays, absent keys.
struct RandomTraces {
    private var random: SplitMix64
    private var time: UInt64 = 1_700_000_000_000_000_000

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    private mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    mutating func traces(_ count: Int) -> [[OracleSpan]] {
        (0..<count).map { trace(number: $0) }
    }

    private mutating func trace(number: Int) -> [OracleSpan] {
        let high = chance(1, of: 3) ? "0000000000000000" : "5a5a5a5a5a5a5a5a"
        let id = high + Self.hex(UInt64(number + 1))
        let count = 1 + below(9)
        var spans: [OracleSpan] = []
        for index in 0..<count {
            spans.append(
                span(of: id, Self.hex(0xa000_0000_0000_0000 + UInt64(number * 100 + index)))
            )
        }
        // Without roots everything is in a circle, or hangs below one.
        let isRootless = chance(1, of: 8)
        for index in spans.indices {
            if index == 0, !isRootless { continue }
            switch below(12) {
            case 0: spans[index].parent = Self.hex(0xdead_0000_0000_0000)
            case 1 where !isRootless: spans[index].parent = ""
            case 2: spans[index].parent = pick(spans).id
            default: spans[index].parent = spans[below(max(1, index))].id
            }
        }
        if count > 2, chance(1, of: 6) {
            // A client and a server with one id, as Zipkin has them.
            let (client, server) = (1, 2)
            spans[server].id = spans[client].id
            spans[client].kind = 3
            spans[server].kind = 2
            spans[server].parent = spans[client].parent
        }
        return spans
    }

    private mutating func span(of trace: String, _ id: String) -> OracleSpan {
        time += UInt64(1 + below(50)) * 1_000_000
        let start = time
        let kind = below(6)
        return OracleSpan(
            trace: trace,
            id: id,
            parent: "",
            name: pick(["GET /cart", "SELECT", "render", "", "checkout", "Checkout"]),
            kind: kind,
            status: pick([0, 0, 0, 1, 2]),
            statusMessage: pick(["", "", "timeout", "refused"]),
            start: start,
            end: start + UInt64(pick([0, 1_000_000, 5_000_000, 90_000_000, 2_000_000_000])),
            attributes: attributes(["a", "b", "flag", "x"]),
            resource: resource(),
            scopeName: pick(["", "grpc", "http"]),
            scopeVersion: pick(["", "1.0"]),
            scope: attributes(["i", "x"]),
            events: (0..<pick([0, 0, 0, 1, 2, 3])).map { _ in
                OracleEvent(
                    name: pick(["exception", "retry"]),
                    time: start + UInt64(pick([0, 500_000, 2_000_000])),
                    attributes: attributes(["e", "x"])
                )
            },
            links: (0..<pick([0, 0, 0, 0, 1, 2])).map { _ in
                OracleLink(
                    trace: Self.hex(7) + Self.hex(UInt64(1 + below(3))),
                    span: Self.hex(UInt64(0xb000_0000_0000_0001 + UInt64(below(2)))),
                    attributes: attributes(["l", "x"])
                )
            }
        )
    }

    private mutating func resource() -> [String: OracleValue] {
        var resource = attributes(["r", "x"])
        if chance(9, of: 10) { resource["service.name"] = .string(pick(["cart", "shop", "db"])) }
        return resource
    }

    private mutating func attributes(_ keys: [String]) -> [String: OracleValue] {
        var attributes: [String: OracleValue] = [:]
        for key in keys where chance(1, of: 2) { attributes[key] = value() }
        if keys.contains("flag"), chance(1, of: 3) {
            attributes["flag"] = .boolean(chance(1, of: 2))
        }
        return attributes
    }

    private mutating func value() -> OracleValue {
        switch below(14) {
        case 0...3: return .integer(pick([0, 1, 2, 3, -5, 9_007_199_254_740_993]))
        case 4...5: return .double(pick([0.5, 1.0, 2.0, -1.5]))
        case 6...8: return .string(pick(["red", "blue", "", "1", "Red", "nil"]))
        case 9: return .boolean(chance(1, of: 2))
        case 10: return .array([.integer(1), .integer(Int64(below(4)))])
        case 11: return .array([.string("red"), .string(pick(["blue", "green"]))])
        case 12: return .array(pick([[], [.double(0.5), .double(2)], [.boolean(true)]]))
        default: return pick([.other, .array([.integer(1), .string("mixed")])])
        }
    }

    static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The model as OTLP-JSON.
enum RandomDump {
    static func request(_ spans: [OracleSpan]) -> String {
        let items = spans.map { span in
            #"{"resource":{"attributes":\#(attributes(span.resource))},"scopeSpans":[{"scope":"#
                + #"{"name":"\#(span.scopeName)","version":"\#(span.scopeVersion)","#
                + #""attributes":\#(attributes(span.scope))},"spans":[\#(item(span))]}]}"#
        }
        return #"{"resourceSpans":[\#(items.joined(separator: ","))]}"# + "\n"
    }

    private static func item(_ span: OracleSpan) -> String {
        let events = span.events.map { event in
            #"{"timeUnixNano":"\#(event.time)","name":"\#(event.name)","#
                + #""attributes":\#(attributes(event.attributes))}"#
        }
        let links = span.links.map { link in
            #"{"traceId":"\#(link.trace)","spanId":"\#(link.span)","#
                + #""attributes":\#(attributes(link.attributes))}"#
        }
        return
            #"{"traceId":"\#(span.trace)","spanId":"\#(span.id)","parentSpanId":"\#(span.parent)","#
            + #""name":"\#(span.name)","kind":\#(span.kind),"startTimeUnixNano":"\#(span.start)","#
            + #""endTimeUnixNano":"\#(span.end)","attributes":\#(attributes(span.attributes)),"#
            + #""events":[\#(events.joined(separator: ","))],"#
            + #""links":[\#(links.joined(separator: ","))],"#
            + #""status":{"code":\#(span.status),"message":"\#(span.statusMessage)"}}"#
    }

    private static func attributes(_ attributes: [String: OracleValue]) -> String {
        let members = attributes.sorted { $0.key < $1.key }.map { key, value in
            #"{"key":"\#(key)","value":\#(text(value))}"#
        }
        return "[\(members.joined(separator: ","))]"
    }

    private static func text(_ value: OracleValue) -> String {
        switch value {
        case .integer(let number): #"{"intValue":"\#(number)"}"#
        case .double(let number): #"{"doubleValue":\#(number)}"#
        case .string(let text): #"{"stringValue":"\#(text)"}"#
        case .boolean(let flag): #"{"boolValue":\#(flag)}"#
        case .array(let values):
            #"{"arrayValue":{"values":[\#(values.map(text).joined(separator: ","))]}}"#
        default: #"{"kvlistValue":{"values":[{"key":"k","value":{"intValue":"1"}}]}}"#
        }
    }
}
