/// The longest bytes that every match of an expression contains, as far as its parts tell.
struct RequiredLiteral {
    /// The longest found.
    private(set) var bytes: [UInt8] = []
    /// What matches at the end of what was seen so far.
    private var run: [UInt8] = []

    init(of node: RegularExpressionNode) {
        add(node)
        endRun()
    }

    /// Recursion is bounded by the parser's limit.
    private mutating func add(_ node: RegularExpressionNode) {
        switch node {
        case .empty, .assertion: break
        case .set(let set):
            if let literal = set.literal {
                run += literal
            } else {
                endRun()
            }
        case .group(let inner, index: _): add(inner)
        case .concatenation(let parts):
            for part in parts { add(part) }
        case .repetition(let inner, let minimum, maximum: _, isGreedy: _):
            endRun()
            if minimum > 0 {
                add(inner)
                endRun()
            }
        case .alternation: endRun()
        }
    }

    private mutating func endRun() {
        if run.count > bytes.count { bytes = run }
        run.removeAll(keepingCapacity: true)
    }
}

extension CharacterSet {
    /// The bytes of the one character in the set; nil for several, and for the one that bytes which
    /// are not UTF-8 count as.
    var literal: [UInt8]? {
        guard ranges.count == 1, let range = ranges.first, range.count == 1,
            let scalar = Unicode.Scalar(range.lowerBound), scalar.value != 0xfffd
        else { return nil }
        return Array(String(scalar).utf8)
    }
}
