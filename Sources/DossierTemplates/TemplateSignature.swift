/// What a function of templates takes.
package struct TemplateSignature {
    package enum Parameter {
        case any
        case string
        /// A whole number as Go's `int` is, which those of other types are not.
        case integer
        case float
        case time
        /// A list or a record whose type has this name.
        case named(String)

        var typeName: String {
            switch self {
            case .any: "interface {}"
            case .string: "string"
            case .integer: "int"
            case .float: "float64"
            case .time: "time.Time"
            case .named(let name): name
            }
        }
    }

    /// The last one stands for all that follow if their number is open.
    var parameters: [Parameter]
    var isOpen = false

    package init(_ parameters: [Parameter], isOpen: Bool = false) {
        self.parameters = parameters
        self.isOpen = isOpen
    }

    /// Why there can't be so many arguments; nil if there can.
    func objection(to count: Int, of name: String) -> String? {
        let least = isOpen ? parameters.count - 1 : parameters.count
        guard isOpen ? count < least : count != least else { return nil }
        return "wrong number of args for \(name): want \(isOpen ? "at least " : "")\(least) "
            + "got \(count)"
    }

    /// Why a value can't be an argument; nil if it can.
    ///
    /// `literal` is its text, if it stands in the template.
    func objection(to value: TemplateValue, at index: Int, literal: String?) -> String? {
        guard let parameter = parameters.dropFirst(index).first ?? parameters.last else {
            return nil
        }
        switch (parameter, value) {
        case (.any, _), (.string, .string), (.integer, .integer(_, .int)), (.float, .float),
            (.time, .time):
            return nil
        case (.float, .integer) where literal != nil: return nil
        case (.named(let name), _) where value.typeName == name: return nil
        case (.string, .nothing) where literal != nil: return "cannot assign nil to string"
        case (.string, _), (.integer, _), (.float, _):
            if let literal {
                let expected =
                    switch parameter {
                    case .string: "string"
                    case .integer: "integer"
                    default: "float"
                    }
                return "expected \(expected); found \(literal)"
            }
        default:
            if let literal {
                return "can't handle \(literal) for arg of type \(parameter.typeName)"
            }
        }
        return "wrong type for value; expected \(parameter.typeName); got \(value.typeName)"
    }
}
