package import DossierPromQLSyntax

/// A LogQL query, as it was read.
///
/// Constants are folded, strings are bytes without their quotes, and parentheses are gone: what
/// they said is the form of the tree. No part nests deeper than ``nestingLimit`` levels, so
/// recursion over a query is safe. Reading `description` gives an equal query.
package enum LogQLQuery: Hashable, Sendable {
    /// Finds entries.
    case log(LogPipeline)
    /// Makes time series of entries.
    case metric(LogMetric)

    /// How deep a query may nest; the parser rejects what is deeper.
    package static let nestingLimit = 100
    /// How many bytes a query may have; the parser rejects longer ones.
    package static let byteCountLimit = 128 << 10
}

/// A selector, and what is done with the entries of the streams that it selects.
package struct LogPipeline: Hashable, Sendable {
    /// Conditions on the labels of streams; at least one can't match the empty value.
    package var selector: [LabelMatcher]
    package var stages: [LogStage]

    package init(selector: [LabelMatcher], stages: [LogStage] = []) {
        self.selector = selector
        self.stages = stages
    }
}

/// What is done with one entry after another.
package enum LogStage: Hashable, Sendable {
    case lineFilter(LineFilter)
    /// `json`; with extractions only these labels are made, by the paths they name.
    case json([LabelExtraction])
    /// `logfmt`; with extractions only these labels are made.
    case logfmt(LogfmtOptions, [LabelExtraction])
    /// `regexp`, with the source of the regular expression.
    case regexp(ByteString)
    /// `pattern`, with its text.
    case pattern(ByteString)
    case unpack
    case decolorize
    case labelFilter(LabelFilter)
    /// `line_format`, with the text of the template.
    case lineFormat(ByteString)
    case labelFormat([LabelAssignment])
    case drop([LabelSelection])
    case keep([LabelSelection])
}

/// A condition on the line.
package struct LineFilter: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case contains = "|="
        case containsNot = "!="
        case matches = "|~"
        case matchesNot = "!~"
        case pattern = "|>"
        case patternNot = "!>"

        /// Whether the filter drops the lines that match.
        package var isNegated: Bool {
            switch self {
            case .contains, .matches, .pattern: false
            case .containsNot, .matchesNot, .patternNot: true
            }
        }
    }

    package enum Operand: Hashable, Sendable {
        case text(ByteString)
        /// `ip("…")`: an address, two with a hyphen between, or a prefix.
        case address(ByteString)
    }

    package var kind: Kind
    /// One that matches is enough; a negated filter has just one.
    package var operands: [Operand]

    package init(kind: Kind, operands: [Operand]) {
        self.kind = kind
        self.operands = operands
    }
}

/// A label, and where a parser finds its value.
package struct LabelExtraction: Hashable, Sendable {
    package var label: ByteString
    /// A path into an object, or a key of logfmt.
    package var source: ByteString

    package init(label: ByteString, source: ByteString) {
        self.label = label
        self.source = source
    }
}

/// The flags of `logfmt`.
package struct LogfmtOptions: Hashable, Sendable {
    /// Whether what can't be read ends the line and sets an error.
    package var isStrict = false
    /// Whether keys without a value become empty labels.
    package var keepsEmpty = false

    package init(isStrict: Bool = false, keepsEmpty: Bool = false) {
        self.isStrict = isStrict
        self.keepsEmpty = keepsEmpty
    }
}

/// A label that `label_format` sets.
package struct LabelAssignment: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// The value of another label, which goes.
        case rename(ByteString)
        case template(ByteString)
    }

    package var label: ByteString
    package var source: Source

    package init(label: ByteString, source: Source) {
        self.label = label
        self.source = source
    }
}

/// A label that `drop` or `keep` names, and which value it has to have.
package enum LabelSelection: Hashable, Sendable {
    case name(ByteString)
    case matching(LabelMatcher)

    /// The label.
    package var label: ByteString {
        switch self {
        case .name(let name): name
        case .matching(let matcher): matcher.name
        }
    }
}
