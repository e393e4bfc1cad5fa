import DossierPrimitives
import DossierPromQLSyntax

/// A word of a query, and where it stands.
struct Token: Hashable {
    enum Kind: Hashable {
        case identifier(ByteString)
        case keyword(Keyword)
        /// The name of a function, with its parenthesis or grouping behind; in lower case.
        case function(String)
        case string(ByteString)
        /// A number as written.
        case number(ByteString)
        /// Nanoseconds.
        case duration(Int64)
        case byteCount(UInt64)
        /// A duration in brackets, in nanoseconds.
        case interval(Int64)
        /// `--strict` or `--keep-empty`.
        case flag(String)
        case symbol(Symbol)
        case endOfInput
    }

    var kind: Kind
    /// Byte offsets.
    var range: Range<Int>
}

/// Words that are never names of labels, whatever their case.
enum Keyword: String {
    case by, without, bool, offset, on, ignoring, unwrap, or, and, unless
    case groupLeft = "group_left"
    case groupRight = "group_right"
    case json, logfmt, regexp, pattern, unpack, decolorize, drop, keep
    case lineFormat = "line_format"
    case labelFormat = "label_format"
}

enum Symbol: String, CaseIterable {
    case leftBrace = "{"
    case rightBrace = "}"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case comma = ","
    case pipe = "|"
    case lineContains = "|="
    case lineMatches = "|~"
    case linePattern = "|>"
    case linePatternNot = "!>"
    case assign = "="
    case equal = "=="
    case notEqual = "!="
    case matches = "=~"
    case matchesNot = "!~"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case plus = "+"
    case minus = "-"
    case times = "*"
    case slash = "/"
    case percent = "%"
    case caret = "^"

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
