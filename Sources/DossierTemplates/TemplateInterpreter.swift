import DossierPromQLSyntax

/// Bounds of a run.
private enum TemplateLimits {
    /// So many iterations and calls a run may take, and so much text it may make.
    static let steps = 1_000_000
    static let output = 16 << 20
    /// How deep blocks may be in others, those of called templates among them: a template that
    /// calls itself from within blocks nests them in each call.
    static let blockDepth = 500
}

/// Runs a template on its data.
struct TemplateInterpreter<Functions: TemplateFunctions> {
    private enum Flow {
        case normal
        case breakLoop
        case continueLoop
    }

    private let template: TextTemplate
    private let functions: Functions
    private var scopes: [[String: TemplateValue]]
    private var output = ""
    private var steps = 0
    private var depth = 0
    private var blockDepth = 0
    /// The name of the template that runs.
    private var running: String
    private let root: TemplateValue

    init(
        _ template: TextTemplate,
        _ root: TemplateValue,
        _ variables: [String: TemplateValue],
        _ functions: Functions
    ) {
        self.template = template
        self.root = root
        self.functions = functions
        running = template.name
        scopes = [variables.merging(["$": root]) { $1 }]
    }

    mutating func run() throws(TemplateError) -> String {
        _ = try execute(template.nodes, root)
        return output
    }

    private func error(_ message: String, at place: TemplatePlace? = nil) -> TemplateError {
        let location = place.map { ":\($0.line):\($0.column)" } ?? ""
        let context = place.map { " at <\($0.text)>" } ?? ""
        return TemplateError(
            "error executing template \(template.name): template: \(template.name)\(location): "
                + "executing \(ByteString(running).quoted)\(context): \(message)"
        )
    }

    private mutating func step() throws(TemplateError) {
        steps += 1
        guard steps <= TemplateLimits.steps, output.utf8.count <= TemplateLimits.output else {
            throw error("the template takes too long")
        }
    }

    private mutating func execute(
        _ nodes: [TemplateNode],
        _ dot: TemplateValue
    ) throws(TemplateError) -> Flow {
        for node in nodes {
            try step()
            let flow = try execute(node, dot)
            guard case .normal = flow else { return flow }
        }
        return .normal
    }

    private mutating func execute(
        _ node: TemplateNode,
        _ dot: TemplateValue
    ) throws(TemplateError) -> Flow {
        switch node {
        case .text(let text): output += text
        case .action(let pipeline):
            let value = try evaluate(pipeline, dot)
            if pipeline.variables.isEmpty {
                output += value.text
            }
        case .conditional(let pipeline, let then, let otherwise):
            return try inScope { interpreter throws(TemplateError) in
                let isTrue = try interpreter.evaluate(pipeline, dot).isTrue
                return try interpreter.execute(isTrue ? then : otherwise, dot)
            }
        case .with(let pipeline, let body, let otherwise):
            return try inScope { interpreter throws(TemplateError) in
                let value = try interpreter.evaluate(pipeline, dot)
                return value.isTrue
                    ? try interpreter.execute(body, value)
                    : try interpreter.execute(otherwise, dot)
            }
        case .loop(let pipeline, let body, let otherwise):
            return try inScope { interpreter throws(TemplateError) in
                try interpreter.loop(pipeline, body, otherwise, dot)
            }
        case .template(let name, let argument, let place):
            try call(
                name,
                try argument.map { pipeline throws(TemplateError) in
                    try evaluate(pipeline, dot)
                } ?? .nothing,
                at: place
            )
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        }
        return .normal
    }

    private mutating func inScope(
        _ body: (inout Self) throws(TemplateError) -> Flow
    ) throws(TemplateError) -> Flow {
        blockDepth += 1
        scopes.append([:])
        defer {
            blockDepth -= 1
            scopes.removeLast()
        }
        guard blockDepth <= TemplateLimits.blockDepth else {
            throw error("blocks nest deeper than \(TemplateLimits.blockDepth) levels")
        }
        return try body(&self)
    }

    private mutating func call(
        _ name: String,
        _ dot: TemplateValue,
        at place: TemplatePlace
    ) throws(TemplateError) {
        guard let nodes = template.definitions[name] else {
            throw error("template \(ByteString(name).quoted) not defined", at: place)
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else {
            throw error("exceeded maximum template depth (100)", at: place)
        }
        let outer = (scopes, running)
        // Also after an error: blocks around the call end their scopes on the way out.
        defer { (scopes, running) = outer }
        scopes = [["$": dot]]
        running = name
        _ = try execute(nodes, dot)
    }

    private mutating func loop(
        _ pipeline: TemplatePipeline,
        _ body: [TemplateNode],
        _ otherwise: [TemplateNode],
        _ dot: TemplateValue
    ) throws(TemplateError) -> Flow {
        var plain = pipeline
        plain.variables = []
        let items: [(TemplateValue, TemplateValue)]
        switch try evaluate(plain, dot) {
        case .list(let values, _): items = values.enumerated().map { (.integer(Int64($0)), $1) }
        case .map(let values), .object(let values):
            items = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { (.string($0.key), $0.value) }
        case .integer(let count, _):
            items = (0..<max(0, min(count, Int64(TemplateLimits.steps)))).map {
                (.integer($0), .integer($0))
            }
        case .nothing: items = []
        case let other:
            throw error(
                "range can't iterate over \(other.text)",
                at: pipeline.commands.last?.operands.last?.place
            )
        }
        guard !items.isEmpty else { return try execute(otherwise, dot) }
        for (key, value) in items {
            try step()
            let names = pipeline.variables
            if names.count == 2 {
                set(names[0], key, isAssignment: pipeline.isAssignment)
            }
            if let last = names.last {
                set(last, value, isAssignment: pipeline.isAssignment)
            }
            if case .breakLoop = try execute(body, value) {
                break
            }
        }
        return .normal
    }

    private mutating func set(_ name: String, _ value: TemplateValue, isAssignment: Bool) {
        if isAssignment {
            for index in scopes.indices.reversed() where scopes[index][name] != nil {
                scopes[index][name] = value
                return
            }
        }
        scopes[scopes.count - 1][name] = value
    }

    private mutating func evaluate(
        _ pipeline: TemplatePipeline,
        _ dot: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        var value: TemplateValue?
        for command in pipeline.commands {
            value = try evaluate(command, dot, piped: value)
        }
        let result = value ?? .nothing
        for name in pipeline.variables {
            if pipeline.isAssignment, !scopes.contains(where: { $0[name] != nil }) {
                throw error(
                    "undefined variable: \(name)",
                    at: pipeline.commands.last?.operands.last?.place
                )
            }
            set(name, result, isAssignment: pipeline.isAssignment)
        }
        return result
    }

    private mutating func evaluate(
        _ command: TemplateCommand,
        _ dot: TemplateValue,
        piped: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        guard let first = command.operands.first else { return .nothing }
        guard case .function(let name) = first.base else {
            guard command.operands.count == 1, piped == nil else {
                if let formatted = try format(command, dot, piped) { return formatted }
                throw error(
                    first.fields.last.map {
                        "\($0) has arguments but cannot be invoked as function"
                    }
                        ?? "can't give argument to non-function \(first.place.text)",
                    at: first.place
                )
            }
            if case .nothing = first.base { throw error("nil is not a command", at: first.place) }
            return try evaluate(first, dot)
        }
        let operands = command.operands.dropFirst()
        if name == "and" || name == "or" {
            return try evaluateLogic(operands, dot, piped, isAnd: name == "and", at: first.place)
        }
        let isBuiltin = TemplateBuiltins.names.contains(name)
        let signature =
            isBuiltin ? TemplateBuiltins.signature(of: name) : functions.signature(of: name)
        let count = operands.count + (piped == nil ? 0 : 1)
        if let objection = signature?.objection(to: count, of: name) {
            throw error(objection, at: first.place)
        }
        var arguments: [TemplateValue] = []
        for operand in operands {
            let value = try evaluate(operand, dot)
            let literal = operand.isLiteral ? operand.place.text : nil
            let position = arguments.count
            if let objection = signature?.objection(to: value, at: position, literal: literal) {
                throw error(objection, at: operand.place)
            }
            arguments.append(value)
        }
        if let piped {
            let position = arguments.count
            if let objection = signature?.objection(to: piped, at: position, literal: nil) {
                throw error(objection, at: operands.last?.place ?? first.place)
            }
            arguments.append(piped)
        }
        try step()
        let result: TemplateValue
        do {
            result =
                isBuiltin
                ? try TemplateBuiltins.call(name, arguments)
                : try functions.call(name, arguments)
        } catch let failure {
            throw error("error calling \(name): \(failure)", at: command.place)
        }
        return try take(first.fields, from: result, at: first.place)
    }

    /// The outcome of a time's `Format`, the one method with an argument; nil for other commands.
    private mutating func format(
        _ command: TemplateCommand,
        _ dot: TemplateValue,
        _ piped: TemplateValue?
    ) throws(TemplateError) -> TemplateValue? {
        guard var first = command.operands.first, first.fields.last == "Format",
            command.operands.count + (piped == nil ? 0 : 1) == 2
        else { return nil }
        first.fields.removeLast()
        guard case .time(let time) = try evaluate(first, dot) else { return nil }
        var layout = piped
        if let operand = command.operands.dropFirst().first { layout = try evaluate(operand, dot) }
        guard case .string(let text) = layout else { return nil }
        return .string(time.formatted(text))
    }

    /// Arguments after the one that decides are not evaluated.
    private mutating func evaluateLogic(
        _ operands: ArraySlice<TemplateOperand>,
        _ dot: TemplateValue,
        _ piped: TemplateValue?,
        isAnd: Bool,
        at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        guard !operands.isEmpty || piped != nil else {
            throw error(
                "wrong number of args for \(isAnd ? "and" : "or"): want at least 1 got 0",
                at: place
            )
        }
        var value = TemplateValue.nothing
        for operand in operands {
            value = try evaluate(operand, dot)
            if value.isTrue != isAnd {
                return value
            }
        }
        return piped ?? value
    }

    private mutating func evaluate(
        _ operand: TemplateOperand,
        _ dot: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        let base: TemplateValue
        switch operand.base {
        case .dot: base = dot
        case .variable(let name):
            guard let value = scopes.last(where: { $0[name] != nil })?[name] else {
                throw error("undefined variable: \(name)", at: operand.place)
            }
            base = value
        case .boolean(let value): base = .boolean(value)
        case .integer(let value): base = .integer(value)
        case .float(let value): base = .float(value)
        case .string(let value): base = .string(value)
        case .nothing: base = .nothing
        case .pipeline(let pipeline): base = try evaluate(pipeline, dot)
        case .function:
            let command = TemplateCommand(operands: [operand], place: operand.place)
            base = try evaluate(command, dot, piped: nil)
        }
        if case .function = operand.base {
            return base
        }
        if case .pipeline(let pipeline) = operand.base {
            let place = pipeline.commands.last?.place ?? operand.place
            return try take(operand.fields, from: base, at: place)
        }
        return try take(operand.fields, from: base, at: operand.place)
    }

    private func take(
        _ fields: [String],
        from value: TemplateValue,
        at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        var value = value
        for field in fields {
            switch value {
            // Maps of strings yield the empty string for a missing key.
            case .map(let entries): value = entries[field] ?? .string("")
            case .object(let entries): value = entries[field] ?? .nothing
            case .record(let fields, _) where fields.contains { $0.name == field }:
                value = fields.first { $0.name == field }?.value ?? .nothing
            case .time(let time):
                guard let result = time.result(ofMethod: field) else { fallthrough }
                value = result
            default:
                throw error(
                    "can't evaluate field \(field) in type \(value.typeName)",
                    at: place
                )
            }
        }
        return value
    }
}
