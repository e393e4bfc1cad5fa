import DossierPrimitives

/// A word of a query, and where it stands.
struct Token: Hashable {
    enum Kind: Hashable {
        case integer(Int64)
        case double(Double)
        /// Nanoseconds.
        case duration(Int64)
        case string([UInt8])
        /// A scope with a dot, and the name behind it: `span.http.method`, `.x`.
        case attribute(AttributeReference)
        /// A scope with a colon, `span:`; the name follows as a word.
        case intrinsicScope(IntrinsicScope)
        /// A name: a keyword or a name of a hint.
        case word(String)
        case symbol(Symbol)
        case endOfInput
    }

    var kind: Kind
    /// Byte offsets.
    var range: Range<Int>
}

/// What may stand before the colon of an intrinsic.
enum IntrinsicScope: String, CaseIterable {
    case span, trace, event, link, instrumentation
}

enum Symbol: String, CaseIterable {
    case leftBrace = "{"
    case rightBrace = "}"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case comma = ","
    case pipe = "|"
    case and = "&&"
    case or = "||"
    case equal = "="
    case notEqual = "!="
    case matches = "=~"
    case matchesNot = "!~"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case descendant = ">>"
    case ancestor = "<<"
    case tilde = "~"
    case notChild = "!>"
    case notParent = "!<"
    case notDescendant = "!>>"
    case notAncestor = "!<<"
    case unionChild = "&>"
    case unionParent = "&<"
    case unionDescendant = "&>>"
    case unionAncestor = "&<<"
    case unionSibling = "&~"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case slash = "/"
    case percent = "%"
    case caret = "^"
    case exclamation = "!"

    static let table = SymbolTable<Symbol>()
}

extension Token.Kind {
    /// What an error message calls the word; `text` is the word as it stands in the query.
    func description(of text: some Collection<UInt8>) -> String {
        switch self {
        case .endOfInput: "end of query"
        case .string: "string"
        default: "`\(String(decoding: text.prefix(60), as: UTF8.self))`"
        }
    }
}
