/// A part of a template.
indirect enum TemplateNode: Sendable {
    case text(String)
    case action(TemplatePipeline)
    case conditional(TemplatePipeline, then: [TemplateNode], otherwise: [TemplateNode])
    case loop(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
    case with(TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
    case template(name: String, TemplatePipeline?, TemplatePlace)
    case breakLoop
    case continueLoop
}

/// Commands, each the last argument of the next, and the variables that take the outcome.
struct TemplatePipeline: Sendable {
    /// With the dollar sign.
    var variables: [String] = []
    /// Whether the variables exist already (`=`, not `:=`).
    var isAssignment = false
    var commands: [TemplateCommand] = []

    var text: String { commands.map(\.place.text).joined(separator: " | ") }
}

/// A value, or a function with its arguments.
struct TemplateCommand: Sendable {
    var operands: [TemplateOperand] = []
    var place: TemplatePlace
}

/// A word of a command, with the fields taken from it.
struct TemplateOperand: Sendable {
    indirect enum Base: Sendable {
        case dot
        case variable(String)
        case function(String)
        case boolean(Bool)
        case integer(Int64)
        case float(Double)
        case string(String)
        case nothing
        case pipeline(TemplatePipeline)
    }

    var base: Base
    var fields: [String] = []
    var place: TemplatePlace

    /// Whether it is written out in the template.
    var isLiteral: Bool {
        switch base {
        case .boolean, .integer, .float, .string, .nothing: fields.isEmpty
        case .dot, .variable, .function, .pipeline: false
        }
    }
}
