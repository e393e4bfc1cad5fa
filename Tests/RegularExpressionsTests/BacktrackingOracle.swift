@testable import DossierRegularExpressions

/// Matches by trying everything in order of preference: slow, plain, and the measure for the
/// machine.
struct BacktrackingOracle {
    let text: [UInt8]
    private var steps = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    struct GivenUp: Error {}

    /// Where the preferred match at a position ends and its groups.
    mutating func match(
        _ node: RegularExpressionNode,
        at position: Int,
        groups: [Int: Range<Int>] = [:],
        then next: (inout Self, Int, [Int: Range<Int>]) throws -> (Int, [Int: Range<Int>])?
    ) throws -> (Int, [Int: Range<Int>])? {
        steps += 1
        guard steps < 20_000 else { throw GivenUp() }
        switch node {
        case .empty: return try next(&self, position, groups)
        case .set(let set):
            guard position < text.count, set.contains(UInt32(text[position])) else { return nil }
            return try next(&self, position + 1, groups)
        case .assertion(let assertion):
            return holds(assertion, position) ? try next(&self, position, groups) : nil
        case .group(let inner, let index):
            return try match(inner, at: position, groups: groups) { oracle, end, groups in
                var groups = groups
                groups[index] = position..<end
                return try next(&oracle, end, groups)
            }
        case .concatenation(let parts): return try match(parts[...], position, groups, next)
        case .alternation(let branches):
            for branch in branches {
                if let found = try match(branch, at: position, groups: groups, then: next) {
                    return found
                }
            }
            return nil
        case .repetition(let inner, let minimum, let maximum, let isGreedy):
            return try repeated(inner, minimum, maximum, isGreedy, position, groups, next)
        }
    }

    private mutating func match(
        _ parts: ArraySlice<RegularExpressionNode>,
        _ position: Int,
        _ groups: [Int: Range<Int>],
        _ next: (inout Self, Int, [Int: Range<Int>]) throws -> (Int, [Int: Range<Int>])?
    ) throws -> (Int, [Int: Range<Int>])? {
        guard let first = parts.first else { return try next(&self, position, groups) }
        return try match(first, at: position, groups: groups) { oracle, end, groups in
            try oracle.match(parts.dropFirst(), end, groups, next)
        }
    }

    private mutating func repeated(
        _ inner: RegularExpressionNode,
        _ minimum: Int,
        _ maximum: Int?,
        _ isGreedy: Bool,
        _ position: Int,
        _ groups: [Int: Range<Int>],
        _ next: (inout Self, Int, [Int: Range<Int>]) throws -> (Int, [Int: Range<Int>])?
    ) throws -> (Int, [Int: Range<Int>])? {
        func more(_ oracle: inout Self) throws -> (Int, [Int: Range<Int>])? {
            guard maximum != 0 else { return nil }
            return try oracle.match(inner, at: position, groups: groups) { oracle, end, groups in
                // An iteration over nothing is the last.
                guard end > position || minimum > 0 else { return try next(&oracle, end, groups) }
                return try oracle.repeated(
                    inner,
                    max(0, minimum - 1),
                    maximum.map { $0 - 1 },
                    isGreedy,
                    end,
                    groups,
                    next
                )
            }
        }
        if minimum > 0 {
            return try more(&self)
        }
        if isGreedy, let found = try more(&self) {
            return found
        }
        if let found = try next(&self, position, groups) {
            return found
        }
        return isGreedy ? nil : try more(&self)
    }

    private func holds(_ assertion: RegularExpressionNode.Assertion, _ position: Int) -> Bool {
        func isWord(_ index: Int) -> Bool {
            text.indices.contains(index) && (text[index].isASCIIWord)
        }
        switch assertion {
        case .textStart: return position == 0
        case .textEnd: return position == text.count
        case .lineStart: return position == 0 || text[position - 1] == 10
        case .lineEnd: return position == text.count || text[position] == 10
        case .wordBoundary: return isWord(position - 1) != isWord(position)
        case .noWordBoundary: return isWord(position - 1) == isWord(position)
        }
    }
}

extension RegularExpressionNode {
    /// Whether something that may match nothing is repeated.
    var repeatsNothing: Bool {
        switch self {
        case .empty, .set, .assertion: false
        case .group(let inner, index: _): inner.repeatsNothing
        case .concatenation(let parts), .alternation(let parts):
            parts.contains(where: \.repeatsNothing)
        case .repetition(let inner, _, let maximum, _):
            maximum != 1 && inner.mayMatchNothing || inner.repeatsNothing
        }
    }

    private var mayMatchNothing: Bool {
        switch self {
        case .empty, .assertion: true
        case .set: false
        case .group(let inner, index: _): inner.mayMatchNothing
        case .concatenation(let parts): parts.allSatisfy(\.mayMatchNothing)
        case .alternation(let parts): parts.contains(where: \.mayMatchNothing)
        case .repetition(let inner, let minimum, _, _): minimum == 0 || inner.mayMatchNothing
        }
    }
}
