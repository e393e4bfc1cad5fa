package import DossierPromQLSyntax

/// The series that a call of `info()` takes labels from.
package struct InfoSelection {
    /// Conditions on the name of the metric; one of them at least is not a negation.
    let nameMatchers: [LabelMatcher]
    /// Conditions on the labels to add.
    let dataMatchers: [LabelMatcher]

    /// Nil for a call of another function.
    package init?(_ call: FunctionCall) {
        guard call.function == .info else { return nil }
        var matchers: [LabelMatcher] = []
        if call.arguments.count > 1, case .vectorSelector(let selector) = call.arguments[1] {
            matchers = selector.matchers
        }
        var names = matchers.filter { $0.name == LabelSyntax.metric }
        if names.isEmpty {
            names = [Self.name(.equal, "target_info")]
        } else if names.allSatisfy(\.isNegation) {
            // Without another condition all metrics would match, the enriched ones among them.
            names.append(Self.name(.matchesRegularExpression, ".+_info"))
        }
        nameMatchers = names
        dataMatchers = matchers.filter { $0.name != LabelSyntax.metric }
    }

    /// Selects the series, at the time of the query.
    package var selector: VectorSelector {
        VectorSelector(
            matchers: nameMatchers + dataMatchers,
            range: SourceRange(start: 0, end: 0)
        )
    }

    private static func name(_ kind: LabelMatcher.Kind, _ value: ByteString) -> LabelMatcher {
        LabelMatcher(name: LabelSyntax.metric, kind: kind, value: value)
    }
}

extension LabelMatcher {
    fileprivate var isNegation: Bool {
        kind == .notEqual || kind == .notMatchesRegularExpression
    }
}

extension PromQLExpression {
    /// The direct parts, with the series that `info()` takes labels from in the place of its second
    /// argument: what selects all series that the evaluation asks for.
    package var selectingChildren: [PromQLExpression] {
        guard case .call(let call) = self, let selection = InfoSelection(call) else {
            return children
        }
        return Array(call.arguments.prefix(1)) + [.vectorSelector(selection.selector)]
    }
}
