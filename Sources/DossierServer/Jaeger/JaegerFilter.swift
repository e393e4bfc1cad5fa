internal import Dossier
internal import DossierPrimitives

/// A filter of Jaeger's API v3: `{"op": "eq", "args": [{"attr": {"key": "a"}}, …]}`, as TraceQL.
struct JaegerFilter {
    /// Why a filter can't be read.
    struct Problem: Error {
        let message: String
    }

    private let root: JSONValue

    init(_ text: String) throws(Problem) {
        guard let root = JSONValue(parsing: text.utf8) else {
            throw Problem(message: "it is not JSON, or nests too deeply")
        }
        self.root = root
    }

    func expression() throws(Problem) -> TraceQLExpression {
        let text = "{ \(try call(root)) }"
        try checkChildren()
        do {
            return try TraceQLExpression(parsing: text)
        } catch {
            throw Problem(message: "it is not supported: \(error)")
        }
    }

    // MARK: - Operations

    private static let comparisons = [
        "eq": "=", "ne": "!=", "neq": "!=", "gt": ">", "gte": ">=", "ge": ">=", "lt": "<",
        "lte": "<=", "le": "<=", "regex": "=~", "matches": "=~",
    ]

    /// Recursion is bounded by the depth of the JSON.
    private func call(_ value: JSONValue) throws(Problem) -> String {
        let value = value["call"] ?? value
        guard let op = value["op"]?.text?.lowercased(), let args = value["args"]?.elements,
            let first = args.first
        else { throw Problem(message: #"an operation has to have "op" and "args""#) }
        switch (op, args.count) {
        case ("and", _), ("or", _):
            var parts: [String] = []
            for arg in args { parts.append(try call(arg)) }
            return Self.joined(parts, by: op == "and" ? "&&" : "||")
        case ("not", 1): return "(!\(try call(first)))"
        case ("exists", 1):
            return try Self.anywhere(operand(first)) { "(\($0) != nil)" }
        case ("some", 2):
            guard let level = first["nested"]?["level"]?.text, Self.childLevels.contains(level)
            else { throw Problem(message: #""some" is about events and links"#) }
            return try call(args[1])
        case ("in", 2):
            let places = try operand(first)
            var parts: [String] = []
            for literal in try literals(args[1], for: first) {
                parts.append(Self.anywhere(places) { "(\($0) = \(literal))" })
            }
            return parts.isEmpty ? "false" : Self.joined(parts, by: "||")
        case (_, 2):
            guard let comparison = Self.comparisons[op] else { break }
            let literal = try self.literal(args[1]["scalar"], for: first)
            return try Self.anywhere(operand(first)) { "(\($0) \(comparison) \(literal))" }
        default: break
        }
        throw Problem(
            message: "the operation '\(op)' with \(args.count) arguments is not supported"
        )
    }

    /// Conditions with an operator between them.
    ///
    /// A chain nests as deep as it is long; in halves, even thousands stay below TraceQL's limit.
    private static func joined(_ parts: [String], by op: String) -> String {
        var parts = parts
        while parts.count > 1 {
            parts = stride(from: 0, to: parts.count, by: 2).map { index in
                let pair = parts[index..<min(index + 2, parts.count)]
                return pair.count == 1
                    ? parts[index] : "(" + pair.joined(separator: " \(op) ") + ")"
            }
        }
        return parts.first ?? ""
    }

    /// A condition that holds at any of some places.
    private static func anywhere(
        _ places: [String],
        _ condition: (String) -> String
    ) -> String {
        places.count == 1
            ? condition(places[0]) : "(" + places.map(condition).joined(separator: " || ") + ")"
    }

    // MARK: - Operands

    private static let childLevels = ["event", "link"]
    private static let scopes = [
        "span": "span", "resource": "resource", "scope": "instrumentation", "event": "event",
        "link": "link",
    ]
    private static let fields = [
        "span.name": "name", "span.operationName": "name", "span.duration": "duration",
        "span.kind": "kind", "span.spanKind": "kind", "span.status": "status",
        "span.statusCode": "status", "span.statusMessage": "statusMessage",
        "span.spanId": "span:id", "span.parentSpanId": "span:parentID", "span.traceId": "trace:id",
        "resource.serviceName": "resource.service.name", "event.name": "event:name",
        "scope.name": "instrumentation:name", "scope.version": "instrumentation:version",
        "link.traceId": "link:traceID", "link.spanId": "link:spanID",
    ]

    /// The fields of TraceQL that an operand may stand for; an attribute without a level may be at
    /// any.
    private func operand(_ value: JSONValue) throws(Problem) -> [String] {
        if let attribute = value["attr"] {
            guard let key = attribute["key"]?.text, !key.isEmpty else {
                throw Problem(message: #"an attribute has to have a "key""#)
            }
            let name = QuotedText.text(of: key.utf8)
            guard let level = attribute["level"]?.text, !level.isEmpty else {
                return Self.scopes.values.sorted().map { "\($0).\(name)" }
            }
            guard let scope = Self.scopes[level] else {
                throw Problem(message: "the level '\(level)' is unknown")
            }
            return ["\(scope).\(name)"]
        }
        guard let field = value["field"], let name = field["name"]?.text else {
            throw Problem(message: #"the first argument has to be an "attr" or a "field""#)
        }
        let level = field["level"]?.text ?? "span"
        guard let known = Self.fields["\(level).\(name)"] else {
            throw Problem(message: "the field '\(name)' of level '\(level)' is not supported")
        }
        return [known]
    }

    private func literals(
        _ value: JSONValue,
        for operand: JSONValue
    ) throws(Problem) -> [String] {
        guard let values = value["list"]?["values"]?.elements else {
            throw Problem(message: #"the second argument of "in" has to be a "list""#)
        }
        var literals: [String] = []
        for element in values { literals.append(try literal(element, for: operand)) }
        return literals
    }

    /// A constant, as `{"value", "type"}` or the value alone.
    private func literal(
        _ scalar: JSONValue?,
        for operand: JSONValue
    ) throws(Problem) -> String {
        let field = operand["field"]?["name"]?.text ?? ""
        let type = scalar?["type"]?.text ?? ""
        switch scalar?["value"] ?? scalar {
        case .bool(let flag): return String(flag)
        case .number(let number): return field == "duration" ? try nanoseconds(number) : number
        case .string(let text):
            if field == "duration" {
                guard let duration = GoDurationParameter.duration(text) else {
                    throw Problem(message: "'\(text)' is not a duration such as 100ms")
                }
                return "\(duration.nanoseconds)ns"
            }
            if ["kind", "spanKind", "status", "statusCode"].contains(field) {
                return try keyword(text.lowercased())
            }
            switch type {
            case "int", "int64", "double", "float", "float64":
                guard Double(text)?.isFinite ?? false else {
                    throw Problem(message: "'\(text)' is not a number")
                }
                return text
            case "bool":
                guard text == "true" || text == "false" else {
                    throw Problem(message: "'\(text)' is neither true nor false")
                }
                return text
            default: return QuotedText.text(of: text.utf8)
            }
        default:
            throw Problem(message: #"the second argument has to be a "scalar""#)
        }
    }

    /// Nanoseconds as a duration; parts of one are dropped.
    private func nanoseconds(_ number: String) throws(Problem) -> String {
        let whole = Double(number).flatMap { Int64(exactly: $0.rounded(.towardZero)) }
        guard let nanoseconds = Int64(number) ?? whole else {
            throw Problem(message: "'\(number)' is not a number of nanoseconds")
        }
        return "\(nanoseconds)ns"
    }

    private static let keywords = [
        "unspecified", "internal", "server", "client", "producer", "consumer", "ok", "error",
        "unset",
    ]

    /// Also in OpenTelemetry's spelling, such as `SPAN_KIND_SERVER`.
    private func keyword(_ text: String) throws(Problem) -> String {
        let keyword = text.split(separator: "_").last.map(String.init) ?? ""
        guard Self.keywords.contains(keyword) else {
            throw Problem(message: "'\(text)' is not a kind or status of a span")
        }
        return keyword
    }

    // MARK: - Events and links

    /// Refuses several conditions on events, or links, unless all of them have to hold of the same
    /// one, as they do in TraceQL.
    private func checkChildren() throws(Problem) {
        for level in Self.childLevels {
            let count = Self.conditions(on: level, in: root)
            guard count > 1 else { continue }
            guard Self.isInOneSome(level, count, root), !Self.hasAlternatives(root) else {
                throw Problem(
                    message: "several conditions on a level '\(level)' are only supported in one"
                        + #" "some", without "or", "not" and "in""#
                )
            }
        }
    }

    private static func conditions(on level: String, in value: JSONValue) -> Int {
        let node = value["call"] ?? value
        let place = node["attr"] ?? node["field"]
        if let place { return place["level"]?.text == level ? 1 : 0 }
        return (node["args"]?.elements ?? []).reduce(0) { $0 + conditions(on: level, in: $1) }
    }

    private static func isInOneSome(_ level: String, _ count: Int, _ value: JSONValue) -> Bool {
        let node = value["call"] ?? value
        let args = node["args"]?.elements ?? []
        if node["op"]?.text?.lowercased() == "some", args.first?["nested"]?["level"]?.text == level
        {
            return conditions(on: level, in: value) == count
        }
        return args.contains { isInOneSome(level, count, $0) }
    }

    private static func hasAlternatives(_ value: JSONValue) -> Bool {
        let node = value["call"] ?? value
        if let attribute = node["attr"], attribute["level"] == nil { return true }
        guard let op = node["op"]?.text?.lowercased() else { return false }
        return ["or", "not", "in"].contains(op)
            || (node["args"]?.elements ?? []).contains(where: hasAlternatives)
    }
}
