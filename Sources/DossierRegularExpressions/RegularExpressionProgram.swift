/// A regular expression as instructions of a nondeterministic machine.
struct RegularExpressionProgram {
    enum Instruction {
        case character(set: Int, next: Int)
        case assertion(RegularExpressionNode.Assertion, next: Int)
        case save(slot: Int, next: Int)
        /// Two ways to go on, the preferred first.
        case fork(Int, Int)
        case jump(Int)
        case match
    }

    /// So many instructions a pattern may need.
    static let sizeLimit = 20_000

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [CharacterSet] = []
    private var indicesOfSets: [CharacterSet: Int] = [:]
    let slotCount: Int

    init(_ node: RegularExpressionNode, groupCount: Int) throws(RegularExpressionError) {
        slotCount = 2 * (groupCount + 1)
        try emit(.save(slot: 0, next: 1))
        try compile(node, repeating: 1)
        try emit(.save(slot: 1, next: instructions.count + 1))
        try emit(.match)
    }

    private mutating func emit(_ instruction: Instruction) throws(RegularExpressionError) {
        guard instructions.count < Self.sizeLimit else {
            throw RegularExpressionError(.tooLarge, [])
        }
        instructions.append(instruction)
    }

    /// Appends the instructions of a node; they go on behind themselves.
    private mutating func compile(
        _ node: RegularExpressionNode,
        repeating count: Int
    ) throws(RegularExpressionError) {
        switch node {
        case .empty: break
        case .set(let set):
            try emit(.character(set: index(of: set), next: instructions.count + 1))
        case .assertion(let assertion):
            try emit(.assertion(assertion, next: instructions.count + 1))
        case .group(let inner, let index):
            try emit(.save(slot: 2 * index, next: instructions.count + 1))
            try compile(inner, repeating: count)
            try emit(.save(slot: 2 * index + 1, next: instructions.count + 1))
        case .concatenation(let parts):
            for part in parts {
                try compile(part, repeating: count)
            }
        case .alternation(let branches): try compile(branches, repeating: count)
        case .repetition(let inner, let minimum, let maximum, let isGreedy):
            try compile(inner, minimum, maximum, isGreedy, repeating: count)
        }
    }

    private mutating func compile(
        _ branches: [RegularExpressionNode],
        repeating count: Int
    ) throws(RegularExpressionError) {
        var jumps: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try compile(branch, repeating: count)
                break
            }
            let fork = instructions.count
            try emit(.fork(fork + 1, 0))
            try compile(branch, repeating: count)
            jumps.append(instructions.count)
            try emit(.jump(0))
            instructions[fork] = .fork(fork + 1, instructions.count)
        }
        for jump in jumps {
            instructions[jump] = .jump(instructions.count)
        }
    }

    private mutating func compile(
        _ inner: RegularExpressionNode,
        _ minimum: Int,
        _ maximum: Int?,
        _ isGreedy: Bool,
        repeating count: Int
    ) throws(RegularExpressionError) {
        let isCounted = minimum > 1 || (maximum ?? 0) > 1
        let product = count * max(1, isCounted ? max(minimum, maximum ?? 0) : 1)
        guard product <= RegularExpressionParser.repeatLimit else {
            let written = maximum.map { "{\(minimum),\($0)}" } ?? "{\(minimum),}"
            throw RegularExpressionError(.invalidRepeatCount, written.utf8)
        }
        for _ in 0..<max(0, minimum - (maximum == nil ? 1 : 0)) {
            try compile(inner, repeating: product)
        }
        guard let maximum else {
            try compileLoop(inner, mayBeSkipped: minimum == 0, isGreedy, repeating: product)
            return
        }
        var forks: [Int] = []
        for _ in minimum..<max(minimum, maximum) {
            forks.append(instructions.count)
            try emit(.jump(0))
            try compile(inner, repeating: product)
        }
        for fork in forks {
            instructions[fork] = Self.fork(fork + 1, instructions.count, isGreedy)
        }
    }

    /// One or more times; or, by a fork around the loop, none.
    ///
    /// The loop is entered before it is asked whether to go on, so that an inner expression that
    /// matches nothing is still preferred as Go prefers it.
    private mutating func compileLoop(
        _ inner: RegularExpressionNode,
        mayBeSkipped: Bool,
        _ isGreedy: Bool,
        repeating count: Int
    ) throws(RegularExpressionError) {
        let skip = instructions.count
        if mayBeSkipped {
            try emit(.jump(0))
        }
        let start = instructions.count
        try compile(inner, repeating: count)
        let end = instructions.count
        try emit(Self.fork(start, end + 1, isGreedy))
        if mayBeSkipped {
            instructions[skip] = Self.fork(skip + 1, instructions.count, isGreedy)
        }
    }

    private static func fork(_ first: Int, _ second: Int, _ isGreedy: Bool) -> Instruction {
        isGreedy ? .fork(first, second) : .fork(second, first)
    }

    private mutating func index(of set: CharacterSet) -> Int {
        if let index = indicesOfSets[set] {
            return index
        }
        sets.append(set)
        indicesOfSets[set] = sets.count - 1
        return sets.count - 1
    }
}
