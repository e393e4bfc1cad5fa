/// The steps of a deterministic automaton that tells whether a program matches.
final class AutomatonSteps: Sendable {
    /// Where a program may go on, and what was before.
    struct State: Hashable {
        /// Instructions, ascending; what they lead to without a character is not among them.
        let counters: [Int32]
        let before: Before
    }

    /// What stands before a place in a text.
    enum Before: UInt8 {
        case start, other, word, newline
    }

    enum Step {
        case match
        case none
        case state(State)
    }

    let classes: CharacterClasses
    private let program: RegularExpressionProgram
    private let isAnchored: Bool
    /// Whether each class is in each set of the program.
    private let isIn: [[Bool]]

    /// Nil if the characters fall into too many classes.
    ///
    /// `isAnchored` says that a match has to be the whole text.
    init?(_ program: RegularExpressionProgram, isAnchored: Bool) {
        guard let classes = CharacterClasses(program.sets) else { return nil }
        self.classes = classes
        self.program = program
        self.isAnchored = isAnchored
        isIn = program.sets.map { set in classes.members.map { set.contains($0) } }
    }

    var start: State { State(counters: [0], before: .start) }

    /// Where a state leads by a character of a class, or by the end of the text, which is the number
    /// behind the last class.
    func step(from state: State, by number: Int) -> Step {
        let next = number < classes.count ? classes.kinds[number] : nil
        let (reached, isMatch) = closure(of: state, next)
        if isMatch, !isAnchored || next == nil { return .match }
        guard let next else { return .none }
        var targets: Set<Int32> = []
        for counter in reached {
            if case .character(let set, let target) = program.instructions[Int(counter)],
                isIn[set][number]
            {
                targets.insert(Int32(target))
            }
        }
        if !isAnchored { targets.insert(0) }
        guard !targets.isEmpty else { return .none }
        let before: Before =
            switch next {
            case .other: .other
            case .word: .word
            case .newline: .newline
            }
        return .state(State(counters: targets.sorted(), before: before))
    }

    /// The characters that are waited for, and whether there is a match.
    private func closure(
        of state: State,
        _ next: CharacterClasses.Kind?
    ) -> (reached: [Int32], isMatch: Bool) {
        var isSeen: Set<Int32> = Set(state.counters)
        var pending = state.counters
        var reached: [Int32] = []
        var isMatch = false
        func visit(_ counter: Int) {
            if isSeen.insert(Int32(counter)).inserted { pending.append(Int32(counter)) }
        }
        while let counter = pending.popLast() {
            switch program.instructions[Int(counter)] {
            case .character: reached.append(counter)
            case .match: isMatch = true
            case .jump(let target): visit(target)
            case .save(slot: _, let target): visit(target)
            case .fork(let first, let second):
                visit(first)
                visit(second)
            case .assertion(let assertion, let target):
                if holds(assertion, state.before, next) { visit(target) }
            }
        }
        return (reached, isMatch)
    }

    private func holds(
        _ assertion: RegularExpressionNode.Assertion,
        _ before: Before,
        _ next: CharacterClasses.Kind?
    ) -> Bool {
        switch assertion {
        case .textStart: before == .start
        case .textEnd: next == nil
        case .lineStart: before == .start || before == .newline
        case .lineEnd: next == nil || next == .newline
        case .wordBoundary: (before == .word) != (next == .word)
        case .noWordBoundary: (before == .word) == (next == .word)
        }
    }
}
