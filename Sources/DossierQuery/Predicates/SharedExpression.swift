import DossierColumns
package import DossierRegularExpressions
import Synchronization

/// A regular expression for the texts of many blocks, looked for by several threads.
///
/// Its matchers are kept with what they learnt, and lent to one block after another.
package final class SharedExpression: Sendable {
    package let expression: RegularExpression
    private let idle = Mutex<[RegularExpressionMatcher]>([])

    package init(_ expression: RegularExpression) { self.expression = expression }

    /// Which strings of a table match, by code.
    func matches(in strings: StringTable) -> [Bool] {
        TextMatch.matching(self).matches(in: strings)
    }

    /// A matcher that no one else uses until it is taken back.
    func lendMatcher() -> RegularExpressionMatcher {
        idle.withLock { $0.popLast() } ?? expression.matcher()
    }

    /// Keeps a matcher for who needs one next.
    func takeBack(_ matcher: RegularExpressionMatcher) {
        idle.withLock { $0.append(matcher) }
    }
}
