/// A text with actions of Go's text/template.
package struct TextTemplate: Sendable {
    let nodes: [TemplateNode]
    let definitions: [String: [TemplateNode]]
    /// What the template is called in messages.
    package let name: String

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - text: The text of the template.
    ///   - name: What it is called in messages.
    ///   - dialect: The functions and variables that it may use.
    /// - Throws: If the text is no template, or uses others.
    package init(
        parsing text: String,
        name: String,
        dialect: TemplateDialect
    ) throws(TemplateError) {
        var parser = try TemplateParser(text, name: name, dialect: dialect)
        nodes = try parser.parse()
        definitions = parser.definitions
        self.name = name
    }

    /// The text with the outcomes of its actions.
    ///
    /// - Parameters:
    ///   - root: What the dot is, and `$`.
    ///   - variables: The values of the variables of the dialect, by name with the dollar sign.
    ///   - functions: What the functions of the dialect do.
    /// - Returns: The text.
    /// - Throws: If an action fails, or the template takes too long or makes too much text.
    package func expand(
        _ root: TemplateValue,
        variables: [String: TemplateValue] = [:],
        functions: some TemplateFunctions
    ) throws(TemplateError) -> String {
        var interpreter = TemplateInterpreter(self, root, variables, functions)
        return try interpreter.run()
    }

    /// The parts of a template that has only text and fields of the dot; nil if it has others.
    package var fields: [TemplateField]? {
        var parts: [TemplateField] = []
        for node in nodes {
            switch node {
            case .text(let text): parts.append(.text(text))
            case .action(let pipeline):
                guard pipeline.variables.isEmpty, pipeline.commands.count == 1,
                    let command = pipeline.commands.first, command.operands.count == 1,
                    let operand = command.operands.first, case .dot = operand.base,
                    operand.fields.count == 1, let field = operand.fields.first
                else { return nil }
                parts.append(.field(field))
            default: return nil
            }
        }
        return parts
    }
}

/// A part of a template that needs no interpreter.
package enum TemplateField: Hashable, Sendable {
    case text(String)
    /// `{{.name}}`.
    case field(String)
}

/// What templates may use beside what Go's have.
package struct TemplateDialect: Sendable {
    let functionNames: Set<String>
    /// With the dollar sign.
    let variables: [String]
    /// How many bytes are ahead of the text on its first line, as columns count them.
    let prefixByteCount: Int

    package init(
        functionNames: Set<String>,
        variables: [String] = [],
        prefixByteCount: Int = 0
    ) {
        self.functionNames = functionNames.union(TemplateBuiltins.names)
        self.variables = variables
        self.prefixByteCount = prefixByteCount
    }
}

/// What functions of a dialect do.
package protocol TemplateFunctions {
    /// What a function takes; nil if it looks at its arguments itself.
    func signature(of name: String) -> TemplateSignature?

    /// The outcome of a call of a function that a dialect has.
    ///
    /// - Throws: Why there is none.
    func call(_ name: String, _ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue
}
