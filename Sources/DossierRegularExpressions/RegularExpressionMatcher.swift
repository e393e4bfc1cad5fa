extension RegularExpression {
    /// Tells of many texts, one after another, whether they match.
    package func matcher() -> RegularExpressionMatcher { RegularExpressionMatcher(self) }
}

/// Matches one text after another with the same expression.
///
/// Remembers where each set of ways to go on leads by each class of characters, so that a character
/// mostly takes one step in a table (a deterministic automaton, built as it is needed). What it
/// remembers is bounded: it starts afresh where that is too much, and time stays linear in the text.
package struct RegularExpressionMatcher {
    /// Where a state leads: a number above these is another state.
    private enum Target {
        static let unknown: Int32 = -1
        static let match: Int32 = -2
        static let none: Int32 = -3
    }

    private let expression: RegularExpression
    private let steps: AutomatonSteps?
    /// The states by number, and their numbers.
    private var states: [AutomatonSteps.State] = []
    private var numbers: [AutomatonSteps.State: Int32] = [:]
    /// For each state its targets by class, that of the end of the text last.
    private var targets: [Int32] = []

    /// How many instructions all states have.
    private var counterCount = 0

    private static let targetCountMax = 1 << 18
    private static let counterCountMax = 1 << 20

    init(_ expression: RegularExpression) {
        self.expression = expression
        steps = expression.automatonSteps
        forget()
    }

    /// Whether a text matches.
    package mutating func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let steps else { return expression.matches(text) }
        let classes = steps.classes
        let width = classes.count + 1
        var state: Int32 = 0
        var position = 0
        while position < text.count {
            let byte = text[position]
            let number: Int
            if byte < 0x80 {
                number = classes.number(ofASCII: byte)
                position += 1
            } else {
                let (value, length) = UTF8Scalar.decodeOrReplace(text, at: position)
                number = classes.number(of: value)
                position += length
            }
            var target = targets[Int(state) * width + number]
            if target == Target.unknown { target = explore(state, number, steps) }
            if target < 0 { return target == Target.match }
            state = target
        }
        var target = targets[Int(state) * width + classes.count]
        if target == Target.unknown { target = explore(state, classes.count, steps) }
        return target == Target.match
    }

    /// Finds out where a state leads.
    private mutating func explore(
        _ number: Int32,
        _ characterClass: Int,
        _ steps: AutomatonSteps
    ) -> Int32 {
        let width = steps.classes.count + 1
        let state = states[Int(number)]
        let target: Int32
        switch steps.step(from: state, by: characterClass) {
        case .match: target = Target.match
        case .none: target = Target.none
        case .state(let next):
            if let known = numbers[next] {
                target = known
            } else if targets.count + width > Self.targetCountMax
                || counterCount + next.counters.count > Self.counterCountMax
            {
                // The state that was left is forgotten; that it leads here need not be remembered.
                forget()
                return numbers[next] ?? add(next, width)
            } else {
                target = add(next, width)
            }
        }
        targets[Int(number) * width + characterClass] = target
        return target
    }

    private mutating func forget() {
        states.removeAll()
        numbers.removeAll()
        targets.removeAll()
        counterCount = 0
        guard let steps else { return }
        _ = add(steps.start, steps.classes.count + 1)
    }

    private mutating func add(_ state: AutomatonSteps.State, _ width: Int) -> Int32 {
        let number = Int32(states.count)
        states.append(state)
        numbers[state] = number
        counterCount += state.counters.count
        targets += [Int32](repeating: Target.unknown, count: width)
        return number
    }
}
