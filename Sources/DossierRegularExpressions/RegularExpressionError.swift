/// Why a pattern is not a regular expression.
package struct RegularExpressionError: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        case invalidUTF8 = "invalid UTF-8"
        case missingBracket = "missing closing ]"
        case missingParenthesis = "missing closing )"
        case unexpectedParenthesis = "unexpected )"
        case missingArgument = "missing argument to repetition operator"
        case nestedRepetition = "invalid nested repetition operator"
        case invalidRepeatCount = "invalid repeat count"
        case invalidEscape = "invalid escape sequence"
        case trailingBackslash = "trailing backslash at end of expression"
        case invalidClassRange = "invalid character class range"
        case invalidGroupSyntax = "invalid or unsupported Perl syntax"
        case invalidGroupName = "invalid named capture"
        case duplicateGroupName = "duplicate capture group name"
        case nestingDepth = "expression nests too deeply"
        case tooLarge = "expression too large"
    }

    package var code: Code
    /// The part of the pattern that is at fault.
    package var part: [UInt8]

    init(_ code: Code, _ part: some Sequence<UInt8>) {
        self.code = code
        self.part = Array(part)
    }
}

extension RegularExpressionError: CustomStringConvertible {
    package var description: String {
        switch code {
        case .trailingBackslash:
            "error parsing regexp: \(code.rawValue): ``"
        default:
            "error parsing regexp: \(code.rawValue): `\(String(decoding: part, as: UTF8.self))`"
        }
    }
}
