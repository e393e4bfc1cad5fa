import DossierTraceQL
import DossierTraceQLSyntax
import TestSupport

/// A case of spans as values: a query, spansets of one trace that go in, and those that come out.
struct ExecuteCase {
    let query: String
    private let input: [JSON]
    private let output: [JSON]?

    init?(_ json: JSON) {
        guard let query = json["query"]?.text else { return nil }
        self.query = query
        input = json["input"]?.elements ?? []
        output = json["error"] == nil ? json["output"]?.elements ?? [] : nil
    }

    /// What is wrong with the evaluation; nil if it gives what is expected.
    func complaint() throws -> String? {
        guard case .search(let pipeline) = try TraceQLReading(parsing: query).query.body else {
            return "is no search"
        }
        let items = input.flatMap { $0["spans"]?.elements ?? [] }
        var spansets: [Spanset] = []
        var next = 0
        for element in input {
            let count = element["spans"]?.elements.count ?? 0
            spansets.append(
                Spanset(
                    spans: Array(next..<(next + count)),
                    attributes: Self.attributes(of: element)
                )
            )
            next += count
        }
        let found: [Spanset]
        do {
            found = try PipelinePlan(pipeline).spansets(
                of: "1",
                items.map { Self.span($0) },
                spansets,
                isStrict: true
            )
        } catch {
            return output == nil ? nil : "fails: \(error)"
        }
        guard let output else { return "does not fail" }
        let texts = found.map { spanset in
            Self.text(spanset.attributes, spanset.spans.map { items[$0] })
        }.sorted()
        let wanted = output.map {
            Self.text(Self.attributes(of: $0), $0["spans"]?.elements ?? [])
        }.sorted()
        return texts == wanted ? nil : "gives \(texts), not \(wanted)"
    }

    private static func text(_ attributes: [Spanset.Attribute], _ spans: [JSON]) -> String {
        let names = attributes.map { "\($0.name)=\($0.value)" }.sorted()
        let ids = spans.map { String(decoding: $0.bytes, as: UTF8.self) }.sorted()
        return "\(names) \(ids)"
    }

    private static func attributes(of spanset: JSON) -> [Spanset.Attribute] {
        (spanset["attributes"]?.elements ?? []).map {
            .init(name: $0["name"]?.text ?? "", value: value($0["value"]))
        }
    }

    private static func span(_ json: JSON) -> ListedSpan {
        var span = ListedSpan(values: [:])
        var event: [SpanField: TraceQLValue] = [:]
        var link: [SpanField: TraceQLValue] = [:]
        for attribute in json["attributes"]?.elements ?? [] {
            guard let key = attribute["key"], let field = field(key) else { continue }
            let value = value(attribute["value"])
            switch key["scope"]?.text {
            case "event": event[field] = value
            case "link": link[field] = value
            default: span.values[field] = value
            }
        }
        if !event.isEmpty { span.events = [event] }
        if !link.isEmpty { span.links = [link] }
        if let set = json["nested_set"] {
            span.nestedSet = NestedSet(
                left: integer(set["left"]),
                right: integer(set["right"]),
                parent: integer(set["parent"])
            )
        }
        return span
    }

    private static func field(_ key: JSON) -> SpanField? {
        if let name = key["intrinsic"]?.text {
            return Intrinsic(rawValue: name).map { .intrinsic($0) }
        }
        let scope = key["scope"]?.text.flatMap { AttributeScope(rawValue: $0) }
        return .attribute(
            AttributeReference(scope: scope, name: Array((key["attr"]?.text ?? "").utf8))
        )
    }

    private static func integer(_ json: JSON?) -> Int64 {
        switch json {
        case .number(let digits): Int64(digits) ?? 0
        case .string(let bytes): Int64(String(decoding: bytes, as: UTF8.self)) ?? 0
        default: 0
        }
    }

    private static func double(_ json: JSON) -> Double {
        switch json {
        case .number(let digits): Double(digits) ?? .nan
        case .string(let bytes):
            switch String(decoding: bytes, as: UTF8.self) {
            case "+Inf": .infinity
            case "-Inf": -.infinity
            default: .nan
            }
        default: .nan
        }
    }

    private static func value(_ json: JSON?) -> TraceQLValue {
        guard let member = json?.members.first else { return .none }
        let (value, elements) = (member.value, member.value.elements)
        switch member.key {
        case "int": return .integer(integer(value))
        case "float": return .double(double(value))
        case "string": return .text(value.text ?? "")
        case "bool": return .boolean(value == .bool(true))
        case "duration_ns": return .duration(integer(value))
        case "status":
            let status = TraceQLStatus.allCases.first { "\($0)" == value.text }
            return status.map { .status($0) } ?? .none
        case "kind":
            let kind = TraceQLKind.allCases.first { "\($0)" == value.text }
            return kind.map { .kind($0) } ?? .none
        case "ints": return elements.isEmpty ? .none : .integers(elements.map { integer($0) })
        case "floats": return elements.isEmpty ? .none : .doubles(elements.map { double($0) })
        case "strings":
            return elements.isEmpty
                ? .none : .strings(elements.map { Array(($0.text ?? "").utf8) })
        case "bools":
            return elements.isEmpty ? .none : .booleans(elements.map { $0 == .bool(true) })
        default: return .none
        }
    }
}
