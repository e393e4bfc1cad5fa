/// A regular expression of RE2, matched in time linear in the text.
package struct RegularExpression: Sendable {
    /// What decides about a match before, or without, the machine.
    private enum Shortcut: Sendable {
        /// The whole text is one of these.
        case literals(Set<[UInt8]>)
        /// These start the text, and anything follows; at least one character, if so said.
        case prefix([UInt8], needsMore: Bool)
        case none
    }

    /// The pattern as written.
    package let source: [UInt8]
    /// The name of each group, the whole match first.
    package let groupNames: [[UInt8]?]
    private let program: RegularExpressionProgram
    private let isAnchored: Bool
    private let shortcut: Shortcut
    /// Bytes that every text has that matches; none if no such bytes are known.
    package let requiredLiteral: [UInt8]
    /// Whether every text matches that has the required bytes.
    package let isRequiredLiteral: Bool

    /// A pattern that must match a whole text, `.` also a line feed, as matchers have it.
    package init(anchoring pattern: [UInt8]) throws(RegularExpressionError) {
        try self.init(pattern, isAnchored: true, flags: .init(dotMatchesNewline: true))
    }

    /// A pattern to be found anywhere in a text.
    package init(searching pattern: [UInt8]) throws(RegularExpressionError) {
        try self.init(pattern, isAnchored: false, flags: .init())
    }

    private init(
        _ pattern: [UInt8],
        isAnchored: Bool,
        flags: RegularExpressionParser.Flags
    ) throws(RegularExpressionError) {
        var parser = RegularExpressionParser(pattern, flags: flags)
        let node = try parser.parse()
        source = pattern
        groupNames = parser.groupNames
        program = try RegularExpressionProgram(node, groupCount: parser.groupCount)
        self.isAnchored = isAnchored
        shortcut = isAnchored ? Self.shortcut(for: node) : .none
        requiredLiteral = RequiredLiteral(of: node).bytes
        isRequiredLiteral =
            !isAnchored && !requiredLiteral.isEmpty
            && Self.literals(of: node, limit: 1) == [requiredLiteral]
    }

    /// What a matcher needs; nil if the machine has to do.
    var automatonSteps: AutomatonSteps? { AutomatonSteps(program, isAnchored: isAnchored) }

    /// Whether the text matches.
    package func matches(_ text: [UInt8]) -> Bool {
        text.withUnsafeBytes { matches($0) }
    }

    /// Whether the text matches.
    package func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        switch shortcut {
        case .literals(let literals): return literals.contains(Array(text))
        case .prefix(let prefix, let needsMore):
            return text.starts(with: prefix) && (!needsMore || text.count > prefix.count)
        case .none: return firstMatch(in: text, from: 0, slotCount: 0) != nil
        }
    }

    /// Where the first match and its groups stand, from a position on; nil for a group that took
    /// no part.
    package func firstMatch(in text: [UInt8], from start: Int = 0) -> [Range<Int>?]? {
        guard start <= text.count else { return nil }
        let slots = text.withUnsafeBytes {
            firstMatch(in: $0, from: start, slotCount: program.slotCount)
        }
        return slots.map { slots in
            stride(from: 0, to: slots.count, by: 2).map { index in
                slots[index] >= 0 && slots[index + 1] >= slots[index]
                    ? slots[index]..<slots[index + 1] : nil
            }
        }
    }

    private func firstMatch(
        in text: UnsafeRawBufferPointer,
        from start: Int,
        slotCount: Int
    ) -> [Int]? {
        var machine = RegularExpressionMachine(
            program,
            over: text,
            slotCount: slotCount,
            isAnchored: isAnchored,
            mustReachEnd: isAnchored
        )
        return machine.firstMatch(from: start)
    }
}

extension RegularExpression {
    private static func shortcut(for node: RegularExpressionNode) -> Shortcut {
        if let literals = literals(of: node, limit: 1000) {
            return .literals(Set(literals))
        }
        var parts: [RegularExpressionNode] = [node]
        if case .concatenation(let several) = node {
            parts = several
        }
        guard case .repetition(.set(.all), let minimum, nil, _) = parts.last, minimum <= 1,
            let prefix = literals(of: .concatenation(Array(parts.dropLast())), limit: 1)?.first
        else { return .none }
        return .prefix(prefix, needsMore: minimum == 1)
    }

    /// All texts that an expression matches, if they are few.
    ///
    /// Recursion is bounded by the parser's limit.
    private static func literals(of node: RegularExpressionNode, limit: Int) -> [[UInt8]]? {
        switch node {
        case .empty: return [[]]
        case .set(let set):
            return set.literal.map { [$0] }
        case .group(let inner, index: _): return literals(of: inner, limit: limit)
        case .concatenation(let parts):
            var heads: [[UInt8]] = [[]]
            for part in parts {
                guard let tails = literals(of: part, limit: limit),
                    heads.count * tails.count <= limit
                else { return nil }
                heads = heads.flatMap { head in tails.map { head + $0 } }
            }
            return heads
        case .alternation(let branches):
            var all: [[UInt8]] = []
            for branch in branches {
                guard let some = literals(of: branch, limit: limit) else { return nil }
                all += some
            }
            return all.count <= limit ? all : nil
        case .assertion, .repetition: return nil
        }
    }
}
