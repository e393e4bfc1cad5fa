import DossierPrimitives
import DossierPromQLSyntax

extension LogQLQuery: CustomStringConvertible {
    /// The canonical text, which reads back as an equal query.
    package var description: String {
        switch self {
        case .log(let pipeline): pipeline.description
        case .metric(let metric): metric.description
        }
    }
}

extension LogPipeline: CustomStringConvertible {
    package var description: String {
        let matchers = selector.map(\.logQLText).joined(separator: ", ")
        return stages.reduce(into: "{\(matchers)}") { $0 += " \($1)" }
    }
}

extension LabelMatcher {
    /// `label="value"`.
    fileprivate var logQLText: String { "\(name)\(kind.rawValue)\(value.quoted)" }
}

extension LogStage: CustomStringConvertible {
    /// The text, with the pipe before it.
    package var description: String {
        switch self {
        case .lineFilter(let filter): filter.description
        case .json(let extractions): "| json" + Self.text(extractions)
        case .logfmt(let options, let extractions):
            "| logfmt" + (options.isStrict ? " --strict" : "")
                + (options.keepsEmpty ? " --keep-empty" : "") + Self.text(extractions)
        case .regexp(let source): "| regexp \(source.quoted)"
        case .pattern(let text): "| pattern \(text.quoted)"
        case .unpack: "| unpack"
        case .decolorize: "| decolorize"
        case .labelFilter(let filter): "| \(filter)"
        case .lineFormat(let template): "| line_format \(template.quoted)"
        case .labelFormat(let assignments):
            "| label_format " + assignments.map(\.description).joined(separator: ",")
        case .drop(let labels):
            "| drop " + labels.map(\.description).joined(separator: ",")
        case .keep(let labels):
            "| keep " + labels.map(\.description).joined(separator: ",")
        }
    }

    private static func text(_ extractions: [LabelExtraction]) -> String {
        guard !extractions.isEmpty else { return "" }
        return " "
            + extractions.map { "\($0.label)=\($0.source.quoted)" }.joined(separator: ",")
    }
}

extension LineFilter: CustomStringConvertible {
    package var description: String {
        let texts = operands.map { operand in
            switch operand {
            case .text(let text): text.quoted
            case .address(let text): "ip(\(text.quoted))"
            }
        }
        return "\(kind.rawValue) \(texts.joined(separator: " or "))"
    }
}

extension LabelAssignment: CustomStringConvertible {
    package var description: String {
        switch source {
        case .rename(let other): "\(label)=\(other)"
        case .template(let text): "\(label)=\(text.quoted)"
        }
    }
}

extension LabelSelection: CustomStringConvertible {
    package var description: String {
        switch self {
        case .name(let name): name.description
        case .matching(let matcher): matcher.logQLText
        }
    }
}

extension LabelFilter: CustomStringConvertible {
    /// The text, with operations in parentheses.
    package var description: String {
        switch self {
        case .matches(let matcher): matcher.logQLText
        case .number(let label, let comparison, let value):
            "\(label)\(comparison.rawValue)\(FloatText.decimal(value))"
        case .duration(let label, let comparison, let nanoseconds):
            "\(label)\(comparison.rawValue)\(GoDurationText.text(nanoseconds: nanoseconds))"
        case .byteCount(let label, let comparison, let count):
            "\(label)\(comparison.rawValue)\(ByteCountText.text(count))"
        case .address(let label, let isNegated, let text):
            "\(label)\(isNegated ? "!=" : "=")ip(\(text.quoted))"
        case .and(let left, let right): "( \(left) , \(right) )"
        case .or(let left, let right): "( \(left) or \(right) )"
        }
    }
}
