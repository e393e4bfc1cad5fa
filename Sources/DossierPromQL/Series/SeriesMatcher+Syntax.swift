package import DossierPromQLSyntax
import DossierRegularExpressions

extension SeriesMatcher {
    /// Compiles a matcher of a selector.
    package init(_ matcher: LabelMatcher) throws {
        let value = matcher.value.bytes
        let condition: Condition
        switch matcher.kind {
        case .equal: condition = .equal(value)
        case .notEqual: condition = .notEqual(value)
        case .matchesRegularExpression:
            let pattern = try RegularExpression(anchoring: matcher.value)
            condition = .matching { pattern.matches($0) }
        case .notMatchesRegularExpression:
            let pattern = try RegularExpression(anchoring: matcher.value)
            condition = .notMatching { pattern.matches($0) }
        }
        self.init(name: matcher.name.bytes, condition)
    }
}
