/// Reads RE2's syntax.
///
/// Recursion over nested groups is bounded by `nestingLimit`.
struct RegularExpressionParser {
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var isUngreedy = false
    }

    static let nestingLimit = 200
    static let repeatLimit = 1000

    let pattern: [UInt8]
    var position = 0
    var flags: Flags
    private(set) var groupCount = 0
    private(set) var groupNames: [[UInt8]?] = [nil]
    private var nesting = 0

    init(_ pattern: [UInt8], flags: Flags) {
        self.pattern = pattern
        self.flags = flags
    }

    mutating func parse() throws(RegularExpressionError) -> RegularExpressionNode {
        guard UTF8Scalar.isValid(pattern) else { throw error(.invalidUTF8, pattern) }
        let node = try parseAlternation()
        guard position == pattern.count else { throw error(.unexpectedParenthesis, pattern) }
        return node
    }

    private mutating func parseAlternation() throws(RegularExpressionError) -> RegularExpressionNode
    {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.nestingLimit else { throw error(.nestingDepth, pattern) }
        var branches = [try parseConcatenation()]
        while peek() == UInt8(ascii: "|") {
            position += 1
            branches.append(try parseConcatenation())
        }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func parseConcatenation()
        throws(RegularExpressionError) -> RegularExpressionNode
    {
        var parts: [RegularExpressionNode] = []
        while let byte = peek(), byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            if startsWith("\\Q") {
                parts += try parseQuotedLiteral()
                continue
            }
            guard let atom = try parseAtom() else { continue }
            parts.append(try parseRepetitions(of: atom))
        }
        return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .concatenation(parts)
    }

    private mutating func parseQuotedLiteral()
        throws(RegularExpressionError) -> [RegularExpressionNode]
    {
        position += 2
        var parts: [RegularExpressionNode] = []
        while position < pattern.count, !startsWith("\\E") {
            parts.append(literal(try nextScalar()))
        }
        position = min(pattern.count, position + 2)
        if let last = parts.popLast() {
            parts.append(try parseRepetitions(of: last))
        }
        return parts
    }

    /// Reads one piece; nil where only flags are set.
    private mutating func parseAtom() throws(RegularExpressionError) -> RegularExpressionNode? {
        let byte = pattern[position]
        switch byte {
        case UInt8(ascii: "("): return try parseGroup()
        case UInt8(ascii: "["): return .set(try parseClass())
        case UInt8(ascii: "."):
            position += 1
            return .set(flags.dotMatchesNewline ? .all : .notNewline)
        case UInt8(ascii: "^"):
            position += 1
            return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case UInt8(ascii: "$"):
            position += 1
            return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            throw error(.missingArgument, pattern[position...position])
        case UInt8(ascii: "\\"): return try parseEscape()
        case UInt8(ascii: "{"):
            var ahead = self
            if ahead.parseBounds() != nil {
                throw error(.missingArgument, pattern[position..<ahead.position])
            }
            return literal(try nextScalar())
        default:
            return literal(try nextScalar())
        }
    }

    private mutating func parseGroup() throws(RegularExpressionError) -> RegularExpressionNode? {
        let outerFlags = flags
        position += 1
        guard peek() == UInt8(ascii: "?") else {
            groupCount += 1
            groupNames.append(nil)
            return try parseGroupBody(index: groupCount, restoring: outerFlags)
        }
        if startsWith("?P<") || startsWith("?<") && !startsWith("?<=") && !startsWith("?<!") {
            try parseGroupName()
            return try parseGroupBody(index: groupCount, restoring: outerFlags)
        }
        guard try parseFlags() else { return nil }
        return try parseGroupBody(index: nil, restoring: outerFlags)
    }

    private mutating func parseGroupBody(
        index: Int?,
        restoring outerFlags: Flags
    ) throws(RegularExpressionError) -> RegularExpressionNode {
        let inner = try parseAlternation()
        guard peek() == UInt8(ascii: ")") else { throw error(.missingParenthesis, pattern) }
        position += 1
        flags = outerFlags
        return index.map { .group(inner, index: $0) } ?? inner
    }

    private mutating func parseGroupName() throws(RegularExpressionError) {
        let start = position - 1
        position += startsWith("?P<") ? 3 : 2
        let name = pattern[position...].prefix { $0 != UInt8(ascii: ">") }
        guard name.endIndex < pattern.count, !name.isEmpty, name.allSatisfy({ $0.isASCIIWord })
        else {
            throw error(.invalidGroupName, pattern[start..<min(pattern.count, name.endIndex + 1)])
        }
        let text = Array(name)
        guard !groupNames.contains(text) else { throw error(.duplicateGroupName, name) }
        position = name.endIndex + 1
        groupCount += 1
        groupNames.append(text)
    }

    /// Reads flags behind `(?`; whether a group follows.
    private mutating func parseFlags() throws(RegularExpressionError) -> Bool {
        let start = position - 1
        position += 1
        var isSetting = true
        var gotFlag = false
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "i"): flags.ignoresCase = isSetting
            case UInt8(ascii: "m"): flags.isMultiline = isSetting
            case UInt8(ascii: "s"): flags.dotMatchesNewline = isSetting
            case UInt8(ascii: "U"): flags.isUngreedy = isSetting
            case UInt8(ascii: "-") where isSetting:
                isSetting = false
                gotFlag = false
                continue
            case UInt8(ascii: ":"), UInt8(ascii: ")"):
                guard isSetting || gotFlag else {
                    throw error(.invalidGroupSyntax, pattern[start..<position])
                }
                return byte == UInt8(ascii: ":")
            default:
                throw error(.invalidGroupSyntax, pattern[start..<position])
            }
            gotFlag = true
        }
        throw error(.missingParenthesis, pattern)
    }

    func literal(_ scalar: UInt32) -> RegularExpressionNode {
        let set = CharacterSet([scalar...scalar])
        return .set(flags.ignoresCase ? set.foldingCase : set)
    }
}

extension RegularExpressionParser {
    func peek() -> UInt8? { position < pattern.count ? pattern[position] : nil }

    func startsWith(_ text: String) -> Bool {
        pattern[min(position, pattern.count)...].starts(with: text.utf8)
    }

    mutating func nextScalar() throws(RegularExpressionError) -> UInt32 {
        guard position < pattern.count,
            let (scalar, length) = UTF8Scalar.decode(pattern, at: position)
        else {
            throw error(.invalidUTF8, pattern)
        }
        position += length
        return scalar.value
    }

    func error(
        _ code: RegularExpressionError.Code,
        _ part: some Sequence<UInt8>
    ) -> RegularExpressionError {
        RegularExpressionError(code, part)
    }
}
