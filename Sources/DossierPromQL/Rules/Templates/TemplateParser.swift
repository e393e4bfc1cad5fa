/// Reads a template: text, and actions within `{{ }}`.
///
/// Recursion over nested blocks and parentheses is bounded by `nestingLimit`.
struct TemplateParser {
    static let nestingLimit = 100

    private enum BlockEnd {
        case end
        case otherwise
        case input
    }

    private let tokens: [(token: TemplateLexer.Token, line: Int)]
    private let name: String
    private var index = 0
    private var nesting = 0
    private var loops = 0
    private var scopes: [[String]] = [
        ["$", "$labels", "$externalLabels", "$externalURL", "$value"]
    ]
    /// Templates within the template, by name.
    private(set) var definitions: [String: [TemplateNode]] = [:]

    init(_ text: String, name: String) throws(TemplateError) {
        tokens = try TemplateLexer(text, name: name).tokens
        self.name = name
    }

    mutating func parse() throws(TemplateError) -> [TemplateNode] {
        let (nodes, end) = try parseBlock()
        guard end == .input else { throw error("unexpected {{end}}") }
        return nodes
    }

    private func error(_ message: String) -> TemplateError {
        let line = tokens.isEmpty ? 1 : tokens[min(index, tokens.count - 1)].line
        return TemplateError("\(name):\(line): \(message)")
    }

    private mutating func parseBlock() throws(TemplateError) -> ([TemplateNode], BlockEnd) {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.nestingLimit else { throw error("template nests too deeply") }
        var nodes: [TemplateNode] = []
        while index < tokens.count {
            let token = tokens[index].token
            index += 1
            if case .text(let text) = token {
                nodes.append(.text(text))
                continue
            }
            skipSpace()
            guard case .identifier(let keyword) = peek() else {
                nodes.append(.action(try parsePipeline(upTo: .close)))
                continue
            }
            switch keyword {
            case "end":
                try finishKeyword()
                return (nodes, .end)
            case "else":
                index += 1
                skipSpace()
                return (nodes, .otherwise)
            case "if", "range", "with", "define", "block", "template", "break", "continue":
                index += 1
                skipSpace()
                if let node = try parseControl(keyword) {
                    nodes.append(node)
                }
            default: nodes.append(.action(try parsePipeline(upTo: .close)))
            }
        }
        return (nodes, .input)
    }

    private mutating func parseControl(_ keyword: String) throws(TemplateError) -> TemplateNode? {
        switch keyword {
        case "if", "range", "with": return try parseBranches(keyword)
        case "define", "block": return try parseDefinition(keyword)
        case "template":
            let target = try parseName(for: keyword)
            skipSpace()
            if peek() == .close {
                index += 1
                return .template(name: target, nil)
            }
            return .template(name: target, try parsePipeline(upTo: .close))
        default:
            guard loops > 0 else { throw error("{{\(keyword)}} outside {{range}}") }
            index -= 1
            try finishKeyword()
            return keyword == "break" ? .breakLoop : .continueLoop
        }
    }

    private mutating func parseBranches(_ keyword: String) throws(TemplateError) -> TemplateNode {
        scopes.append([])
        defer { scopes.removeLast() }
        let pipeline = try parsePipeline(upTo: .close, isRange: keyword == "range")
        loops += keyword == "range" ? 1 : 0
        let (body, end) = try parseBlock()
        loops -= keyword == "range" ? 1 : 0
        var otherwise: [TemplateNode] = []
        switch end {
        case .input: throw error("unexpected EOF")
        case .end: break
        case .otherwise:
            if case .identifier(let next) = peek(), next == "if" || next == "with" {
                index += 1
                skipSpace()
                nesting += 1
                defer { nesting -= 1 }
                guard nesting <= Self.nestingLimit else { throw error("template nests too deeply") }
                otherwise = [try parseBranches(next)]
            } else {
                guard peek() == .close else { throw error("unexpected token in else") }
                index += 1
                let (nodes, end) = try parseBlock()
                guard end == .end else { throw error("expected end; found {{else}}") }
                otherwise = nodes
            }
        }
        return switch keyword {
        case "if": .conditional(pipeline, then: body, otherwise: otherwise)
        case "range": .loop(pipeline, body: body, otherwise: otherwise)
        default: .with(pipeline, body: body, otherwise: otherwise)
        }
    }

    private mutating func parseDefinition(_ keyword: String) throws(TemplateError) -> TemplateNode?
    {
        let target = try parseName(for: keyword)
        skipSpace()
        var argument: TemplatePipeline?
        if keyword == "block" {
            argument = try parsePipeline(upTo: .close)
        } else {
            guard peek() == .close else { throw error("unexpected token in define clause") }
            index += 1
        }
        let (body, end) = try parseBlock()
        guard end == .end else { throw error("unexpected EOF") }
        definitions[target] = body
        return argument.map { .template(name: target, $0) }
    }

    private mutating func parseName(for keyword: String) throws(TemplateError) -> String {
        guard case .string(let name) = peek() else {
            throw error("unexpected token in \(keyword) clause")
        }
        index += 1
        return name
    }
}

extension TemplateParser {
    private mutating func finishKeyword() throws(TemplateError) {
        index += 1
        skipSpace()
        guard peek() == .close else { throw error("unexpected token in end") }
        index += 1
    }

    private func peek(_ distance: Int = 0) -> TemplateLexer.Token? {
        index + distance < tokens.count ? tokens[index + distance].token : nil
    }

    private mutating func skipSpace() {
        while peek() == .space {
            index += 1
        }
    }

    private mutating func parsePipeline(
        upTo end: TemplateLexer.Token,
        isRange: Bool = false
    ) throws(TemplateError) -> TemplatePipeline {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.nestingLimit else { throw error("template nests too deeply") }
        var pipeline = try parseDeclaration(isRange: isRange)
        while true {
            let command = try parseCommand(upTo: end)
            guard !command.isEmpty else { throw error("missing value for command") }
            if let base = command.first?.base, command.count > 1 || !pipeline.commands.isEmpty {
                switch base {
                case .boolean, .integer, .float, .string, .nothing:
                    throw error("non executable command in pipeline")
                default: break
                }
            }
            pipeline.commands.append(command)
            if peek() == .pipe {
                index += 1
                continue
            }
            break
        }
        guard peek() == end else {
            throw error(index >= tokens.count ? "unclosed action" : "unexpected token in command")
        }
        index += 1
        scopes[scopes.count - 1] += pipeline.variables
        return pipeline
    }

    private mutating func parseDeclaration(isRange: Bool) throws(TemplateError) -> TemplatePipeline
    {
        var pipeline = TemplatePipeline()
        skipSpace()
        let start = index
        while case .variable(let name) = peek() {
            index += 1
            skipSpace()
            pipeline.variables.append(name)
            switch peek() {
            case .declare, .assign:
                pipeline.isAssignment = peek() == .assign
                index += 1
                guard pipeline.variables.count < 3, isRange || pipeline.variables.count == 1 else {
                    throw error("too many declarations in command")
                }
                return pipeline
            case .comma where isRange:
                index += 1
                skipSpace()
                continue
            default: break
            }
            break
        }
        index = start
        return TemplatePipeline()
    }

    private mutating func parseCommand(
        upTo end: TemplateLexer.Token
    ) throws(TemplateError) -> [TemplateOperand] {
        var operands: [TemplateOperand] = []
        while true {
            skipSpace()
            guard let token = peek(), token != end, token != .pipe else { return operands }
            operands.append(try parseOperand(token))
            guard let next = peek(), next == .space || next == end || next == .pipe else {
                throw error("unexpected token in operand")
            }
        }
    }

    private mutating func parseOperand(
        _ token: TemplateLexer.Token
    ) throws(TemplateError) -> TemplateOperand {
        index += 1
        var operand: TemplateOperand
        switch token {
        case .dot: operand = TemplateOperand(base: .dot)
        case .field(let name): operand = TemplateOperand(base: .dot, fields: [name])
        case .variable(let name):
            guard scopes.contains(where: { $0.contains(name) }) else {
                throw error("undefined variable \"\(name)\"")
            }
            operand = TemplateOperand(base: .variable(name))
        case .string(let text): operand = TemplateOperand(base: .string(text))
        case .number(let text): operand = TemplateOperand(base: try number(text))
        case .identifier("true"): operand = TemplateOperand(base: .boolean(true))
        case .identifier("false"): operand = TemplateOperand(base: .boolean(false))
        case .identifier("nil"): operand = TemplateOperand(base: .nothing)
        case .identifier(let name):
            guard TemplateFunctions.names.contains(name) else {
                throw error("function \"\(name)\" not defined")
            }
            operand = TemplateOperand(base: .function(name))
        case .leftParenthesis:
            operand = TemplateOperand(base: .pipeline(try parsePipeline(upTo: .rightParenthesis)))
        default: throw error("unexpected token in command")
        }
        while case .field(let name) = peek() {
            operand.fields.append(name)
            index += 1
        }
        return operand
    }

    private func number(_ text: String) throws(TemplateError) -> TemplateOperand.Base {
        if let value = NumberText.parseInteger(Array(text.utf8)) {
            return .integer(value)
        }
        do {
            return .float(try NumberText.parseFloat(Array(text.utf8)))
        } catch {
            throw self.error("bad number syntax: \(ByteString(text).quoted)")
        }
    }
}
