internal import DossierPrimitives
internal import DossierPromQLSyntax

extension ParsedPromQL {
    /// The syntax tree as `/api/v1/parse_query` of Prometheus' HTTP API has it.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.expression(expression)
        return json.takeBytes()
    }
}

extension JSONWriter {
    fileprivate mutating func expression(_ expression: PromQLExpression) {
        object { json in
            switch expression {
            case .number(let literal):
                json.string("type", "numberLiteral")
                json.string("val", FloatText.decimal(literal.value))
            case .string(let literal):
                json.string("type", "stringLiteral")
                json.string("val", literal.value.description)
            case .vectorSelector(let selector):
                json.string("type", "vectorSelector")
                json.selector(selector)
            case .matrixSelector(let node):
                json.string("type", "matrixSelector")
                json.duration("range", node.window)
                json.selector(node.selector)
            case .subquery(let node):
                json.string("type", "subquery")
                json.member("expr", node.inner)
                json.duration("range", node.window)
                json.duration("step", node.step ?? .milliseconds(0))
                json.duration("offset", node.offset)
                json.at(node.at)
            case .call(let call): json.call(call)
            case .aggregate(let node):
                json.string("type", "aggregation")
                json.string("op", node.op.rawValue)
                json.member("expr", node.inner)
                json.member("param", node.parameter)
                json.names("grouping", node.grouping)
                json.bool("without", node.isWithout)
            case .binary(let node):
                json.string("type", "binaryExpr")
                json.string("op", node.op.rawValue)
                json.member("lhs", node.lhs)
                json.member("rhs", node.rhs)
                json.matching(node.matching)
                json.bool("bool", node.returnsBool)
            case .unary(let node):
                json.string("type", "unaryExpr")
                json.string("op", node.op.rawValue)
                json.member("expr", node.operand)
            case .parentheses(let node):
                json.string("type", "parenExpr")
                json.member("expr", node.inner)
            }
        }
    }

    private mutating func member(_ key: String, _ expression: PromQLExpression?) {
        dynamicKey(key)
        if let expression { self.expression(expression) } else { null() }
    }

    private mutating func names(_ key: String, _ names: [ByteString]) {
        array(key, names) { $0.string($1.bytes) }
    }

    private mutating func call(_ call: FunctionCall) {
        let signature = call.function.signature
        string("type", "call")
        object("func") { json in
            json.string("name", call.function.rawValue)
            json.array("argTypes", signature.argumentTypes) { $0.string($1.rawValue) }
            json.integer("variadic", signature.arity.variadic)
            json.string("returnType", signature.returnType.rawValue)
        }
        array("args", call.arguments) { $0.expression($1) }
    }

    private mutating func selector(_ selector: VectorSelector) {
        string("name", selector.name.description)
        duration("offset", selector.offset)
        array("matchers", selector.matchers) { json, matcher in
            json.object { json in
                json.string("name", matcher.name.description)
                json.string("value", matcher.value.description)
                json.string("type", matcher.kind.rawValue)
            }
        }
        at(selector.at)
        if let windowExtension = selector.windowExtension { bool(windowExtension.rawValue, true) }
    }

    /// Milliseconds; the text of an expression that only a query gives a value.
    private mutating func duration(_ key: String, _ value: DurationValue) {
        switch value {
        case .milliseconds(let milliseconds): integer(key, milliseconds)
        case .expression(let expression): string(key, expression.description)
        }
    }

    private mutating func at(_ at: AtModifier?) {
        key("timestamp")
        if case .timestamp(let milliseconds) = at { integer(milliseconds) } else { null() }
        key("startOrEnd")
        switch at {
        case .start: string("start")
        case .end: string("end")
        case .timestamp, nil: null()
        }
    }

    private mutating func matching(_ matching: VectorMatching?) {
        guard let matching else {
            key("matching")
            null()
            return
        }
        object("matching") { json in
            json.string("card", matching.cardinality.rawValue)
            json.names("labels", matching.labels)
            json.bool("on", matching.isOn)
            json.names("include", matching.include)
            json.object("fillValues") { json in
                for (key, value) in [("lhs", matching.fillLeft), ("rhs", matching.fillRight)] {
                    json.dynamicKey(key)
                    if let value { json.double(value) } else { json.null() }
                }
            }
        }
    }
}

extension FunctionSignature.Arity {
    /// As Prometheus counts: how many of the last argument may be added, -1 for any number.
    fileprivate var variadic: Int {
        switch self {
        case .exact: 0
        case .optional(let count): count
        case .unbounded: -1
        }
    }
}
