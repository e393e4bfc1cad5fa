/// A word of the language and where it stands.
struct Token {
    enum Kind: Equatable {
        case endOfInput
        case identifier
        /// A name with a colon, which only metrics may have.
        case metricIdentifier
        case string
        case number
        case duration
        case keyword(Keyword)
        case aggregator(Aggregation.Operator)
        case op(BinaryOperator)
        /// `=`.
        case equal
        /// `=~`.
        case matches
        /// `!~`.
        case notMatches
        case at
        case comma
        case colon
        case leftParenthesis
        case rightParenthesis
        case leftBrace
        case rightBrace
        case leftBracket
        case rightBracket
    }

    var kind: Kind
    var range: SourceRange
}

extension Token {
    /// Whether the end of an expression is drawn from the end of such a word.
    var isClosing: Bool {
        switch kind {
        case .rightBrace, .rightParenthesis, .rightBracket, .number, .duration: true
        default: false
        }
    }

    /// Whether the word may be the name of a metric.
    var mayBeMetricName: Bool {
        switch kind {
        case .identifier, .metricIdentifier, .aggregator: true
        case .keyword(let keyword): keyword.mayBeMetricName
        case .op(let op): op.isSetOperator
        default: false
        }
    }

    /// Whether the word may be a label of a grouping.
    var mayBeGroupingLabel: Bool {
        switch kind {
        case .identifier, .metricIdentifier, .aggregator: true
        case .keyword(let keyword): keyword != .without
        case .op(let op): op.isSetOperator || op == .atan2
        default: false
        }
    }

    /// How messages name the word.
    func description(in text: [UInt8]) -> String {
        let written = ByteString(Array(text[range.start..<range.end]))
        return switch kind {
        case .endOfInput: "end of input"
        case .identifier: "identifier \(written.quoted)"
        case .metricIdentifier: "metric identifier \(written.quoted)"
        case .string: "string \(Self.shortened(written))"
        case .number: "number \(Self.shortened(written))"
        case .duration: "duration \(Self.shortened(written))"
        case .keyword: "<\(written)>"
        case .aggregator: "<aggr:\(written)>"
        case .op, .matches, .notMatches, .at: "<op:\(written)>"
        default: written.quoted
        }
    }

    private static func shortened(_ written: ByteString) -> String {
        guard written.bytes.count > 10 else { return written.quoted }
        var count = 0
        var prefix: [UInt8] = []
        for scalar in String(decoding: written.bytes, as: UTF8.self).unicodeScalars {
            guard count < 10 else { break }
            prefix += Array(String(scalar).utf8)
            count += 1
        }
        return ByteString(prefix).quoted + "..."
    }
}
