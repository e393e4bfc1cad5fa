import DossierPromQLSyntax

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

    private let bytes: [UInt8]
    private let lines: TemplateLines
    private let tokens: [TemplateLexer.Word]
    private let name: String
    private let functionNames: Set<String>
    private var index = 0
    private var nesting = 0
    private var loops = 0
    private var openParentheses = 0
    private var scopes: [[String]]
    /// Templates within the template, by name.
    private(set) var definitions: [String: [TemplateNode]] = [:]

    init(_ text: String, name: String, dialect: TemplateDialect) throws(TemplateError) {
        let lexer = try TemplateLexer(text, name: name)
        bytes = lexer.bytes
        tokens = lexer.tokens
        lines = TemplateLines(bytes, prefixByteCount: dialect.prefixByteCount)
        functionNames = dialect.functionNames
        scopes = [["$"] + dialect.variables]
        self.name = name
    }

    mutating func parse() throws(TemplateError) -> [TemplateNode] {
        let (nodes, end) = try parseBlock()
        guard end == .input else {
            throw error("unexpected {{\(end == .end ? "end" : "else")}}")
        }
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
            let start = index
            let target = try parseName(for: keyword)
            var place = place(from: start)
            let quoted = ByteString(target).quoted
            place.text = "{{template \(quoted)}}"
            skipSpace()
            if peek() == .close {
                index += 1
                return .template(name: target, nil, place)
            }
            let argument = try parsePipeline(upTo: .close)
            place.text = "{{template \(quoted) \(argument.text)}}"
            return .template(name: target, argument, place)
        default:
            guard loops > 0 else { throw error("{{\(keyword)}} outside {{range}}") }
            index -= 1
            try finishKeyword()
            return keyword == "break" ? .breakLoop : .continueLoop
        }
    }

    /// What stands in the words from one on.
    private func place(from start: Int) -> TemplatePlace {
        guard start < index, start < tokens.count else {
            return lines.place(at: bytes.count, text: "")
        }
        let words = tokens[start..<min(index, tokens.count)]
        let text = words.map { word in
            word.token == .space ? " " : String(decoding: bytes[word.range], as: UTF8.self)
        }
        return lines.place(at: tokens[start].range.lowerBound, text: text.joined())
    }

    /// The error that the next word does not belong here.
    private func unexpected(in context: String) -> TemplateError {
        guard index < tokens.count else { return error("unexpected EOF") }
        let word = tokens[index]
        let text = ByteString(Array(bytes[word.range]))
        switch word.token {
        case .dot: return error("unexpected <.> in \(context)")
        case .identifier("nil"): return error("unexpected <nil> in \(context)")
        case .identifier(let name) where TemplateParser.keywords.contains(name):
            return error("unexpected <\(name)> in \(context)")
        default: break
        }
        guard text.bytes.count > 10 else {
            return error("unexpected \(text.quoted) in \(context)")
        }
        let start = ByteString(Array(text.bytes.prefix(10)))
        return error("unexpected \(start.quoted)... in \(context)")
    }

    private static let keywords: Set<String> = [
        "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with",
    ]

    private mutating func parseBranches(_ keyword: String) throws(TemplateError) -> TemplateNode {
        scopes.append([])
        defer { scopes.removeLast() }
        let pipeline = try parsePipeline(
            upTo: .close,
            in: keyword,
            isRange: keyword == "range"
        )
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
                guard peek() == .close else { throw unexpected(in: "else") }
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
        let start = index
        let target = try parseName(for: keyword)
        skipSpace()
        var argument: TemplatePipeline?
        if keyword == "block" {
            argument = try parsePipeline(upTo: .close)
        } else {
            guard peek() == .close else { throw unexpected(in: "define clause") }
            index += 1
        }
        let (body, end) = try parseBlock()
        guard end == .end else { throw error("unexpected EOF") }
        definitions[target] = body
        return argument.map { .template(name: target, $0, place(from: start)) }
    }

    private mutating func parseName(for keyword: String) throws(TemplateError) -> String {
        guard case .string(let name) = peek() else {
            throw unexpected(in: "\(keyword) clause")
        }
        index += 1
        return name
    }
}

extension TemplateParser {
    private mutating func finishKeyword() throws(TemplateError) {
        index += 1
        skipSpace()
        guard peek() == .close else { throw unexpected(in: "end") }
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
        in context: String = "command",
        isRange: Bool = false
    ) throws(TemplateError) -> TemplatePipeline {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.nestingLimit else { throw error("template nests too deeply") }
        var pipeline = try parseDeclaration(isRange: isRange)
        while true {
            let command = try parseCommand(upTo: end)
            guard let first = command.operands.first else {
                guard peek() == .pipe else { throw error("missing value for \(context)") }
                throw unexpected(in: "command")
            }
            let stage = pipeline.commands.count + 1
            if stage > 1, first.isLiteral {
                throw error("non executable command in pipeline stage \(stage)")
            }
            pipeline.commands.append(command)
            guard peek() == .pipe else { break }
            index += 1
            skipSpace()
            if peek() == end { break }
        }
        guard peek() == end else {
            throw index >= tokens.count ? error("unclosed action") : unexpected(in: "command")
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
                return pipeline
            case .comma:
                guard isRange, pipeline.variables.count < 2 else {
                    throw error("too many declarations in \(isRange ? "range" : "command")")
                }
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
    ) throws(TemplateError) -> TemplateCommand {
        skipSpace()
        let start = index
        var behind = index
        var command = TemplateCommand(place: place(from: start))
        while true {
            skipSpace()
            guard let token = peek(), token != end, token != .pipe else { break }
            command.operands.append(try parseOperand(token))
            behind = index
            guard let next = peek(), next == .space || next == end || next == .pipe else {
                if peek() == .close { throw error("unclosed left paren") }
                throw unexpected(in: "operand")
            }
        }
        let reached = index
        index = behind
        command.place = place(from: start)
        index = reached
        return command
    }

    private mutating func parseOperand(
        _ token: TemplateLexer.Token
    ) throws(TemplateError) -> TemplateOperand {
        let start = index
        index += 1
        var operand: TemplateOperand
        switch token {
        case .dot: operand = unplaced(.dot)
        case .field(let name): operand = unplaced(.dot, [name])
        case .variable(let name):
            guard scopes.contains(where: { $0.contains(name) }) else {
                throw error("undefined variable \"\(name)\"")
            }
            operand = unplaced(.variable(name))
        case .string(let text): operand = unplaced(.string(text))
        case .number(let text): operand = unplaced(try number(text))
        case .identifier("true"): operand = unplaced(.boolean(true))
        case .identifier("false"): operand = unplaced(.boolean(false))
        case .identifier("nil"): operand = unplaced(.nothing)
        case .identifier(let name):
            guard functionNames.contains(name) else {
                throw error("function \"\(name)\" not defined")
            }
            operand = unplaced(.function(name))
        case .leftParenthesis:
            openParentheses += 1
            operand = unplaced(
                .pipeline(try parsePipeline(upTo: .rightParenthesis, in: "parenthesized pipeline"))
            )
            openParentheses -= 1
        case .close where openParentheses > 0: throw error("unclosed left paren")
        default:
            index = start
            throw unexpected(in: "command")
        }
        // A chain of fields stands where its first one behind the value does.
        let chain = index
        while case .field(let name) = peek() {
            operand.fields.append(name)
            index += 1
        }
        operand.place = place(from: start)
        if index > chain {
            let position = tokens[chain].range.lowerBound
            operand.place = lines.place(at: position, text: operand.place.text)
        }
        return operand
    }

    private func unplaced(_ base: TemplateOperand.Base, _ fields: [String] = []) -> TemplateOperand
    {
        TemplateOperand(base: base, fields: fields, place: place(from: index))
    }

    private func number(_ text: String) throws(TemplateError) -> TemplateOperand.Base {
        if let value = NumberText.parseInteger(Array(text.utf8)) {
            return .integer(value)
        }
        do {
            return .float(try NumberText.parseFloat(Array(text.utf8)))
        } catch {
            let kind = text == "+" || text == "-" ? "illegal" : "bad"
            throw self.error("\(kind) number syntax: \(ByteString(text).quoted)")
        }
    }
}
