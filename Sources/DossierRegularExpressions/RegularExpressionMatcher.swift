extension RegularExpression {
    /// Tells of many texts, one after another, whether they match.
    package func matcher() -> RegularExpressionMatcher { RegularExpressionMatcher(self) }
}

/// Matches one text after another with the same expression.
///
/// Remembers where each set of ways to go on leads by each class of characters, so that a character
/// mostly takes one step in a table (a deterministic automaton, built as it is needed). What it
/// remembers is bounded, to 1 MiB of targets and about 10 MiB of sets: it starts afresh where that is
/// too much, and time stays linear in the text.
package struct RegularExpressionMatcher {
    /// Where a state leads: another number is where the targets of another state start.
    enum Target {
        static let unknown: Int32 = -1
        static let match: Int32 = -2
        static let none: Int32 = -3
        /// The state of a text before its first byte.
        static let start: Int32 = 0
    }

    private let expression: RegularExpression
    /// Nil if the machine has to do.
    let steps: AutomatonSteps?
    /// How many targets each state has: one for each class, one for the end of the text, and one that
    /// stays unknown, where bytes that are not ASCII lead.
    private let width: Int
    /// Which target of a state each byte leads to.
    private let columns: [Int32]
    /// The states in the order of their targets, and where their targets start.
    private var states: [AutomatonSteps.State] = []
    private var starts: [AutomatonSteps.State: Int32] = [:]
    private var targets: [Int32] = []

    /// How many instructions all states have.
    private var counterCount = 0
    /// How often states were forgotten.
    private(set) var generation = 0

    private static let targetCountMax = 1 << 18
    private static let counterCountMax = 1 << 20

    init(_ expression: RegularExpression) {
        self.expression = expression
        let steps = expression.automatonSteps
        self.steps = steps
        let classCount = steps?.classes.count ?? 0
        width = classCount + 2
        columns = (0..<256).map { byte in
            let number = byte < 0x80 ? steps?.classes.number(ofASCII: UInt8(byte)) : nil
            return Int32(truncatingIfNeeded: number ?? classCount + 1)
        }
        addStart()
    }

    /// Whether a text matches.
    package mutating func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        guard steps != nil else { return expression.matches(text) }
        return isMatch(endingAt: advance(Target.start, over: text))
    }

    // MARK: - Steps

    /// Whether a text matches that ends in a state.
    mutating func isMatch(endingAt state: Int32) -> Bool {
        guard let steps, state >= 0 else { return state == Target.match }
        let number = steps.classes.count
        let target = targets[Int(state) + number]
        return (target == Target.unknown ? explore(state, number, steps) : target) == Target.match
    }

    /// The target that some bytes lead to.
    mutating func advance(_ start: Int32, over text: UnsafeRawBufferPointer) -> Int32 {
        var (state, position) = (start, 0)
        while true {
            follow(&state, &position, in: text)
            guard position < text.count else { return state }
            state = step(from: state, &position, in: text)
            guard state >= 0 else { return state }
        }
    }

    /// The target that the character at a position leads to.
    private mutating func step(
        from state: Int32,
        _ position: inout Int,
        in text: UnsafeRawBufferPointer
    ) -> Int32 {
        guard let steps else { return Target.none }
        let byte = text[position]
        let number: Int
        if byte < 0x80 {
            number = steps.classes.number(ofASCII: byte)
            position += 1
        } else {
            let (value, length) = UTF8Scalar.decodeOrReplace(text, at: position)
            number = steps.classes.number(of: value)
            position += length
        }
        let target = targets[Int(state) + number]
        return target == Target.unknown ? explore(state, number, steps) : target
    }

    /// Follows ASCII characters as long as it is known which state they lead to.
    @inline(__always)
    private func follow(
        _ state: inout Int32,
        _ position: inout Int,
        in text: UnsafeRawBufferPointer
    ) {
        targets.withUnsafeBufferPointer { targets in
            columns.withUnsafeBufferPointer { columns in
                while position < text.count {
                    let target = targets[Int(state) &+ Int(columns[Int(text[position])])]
                    guard target >= 0 else { break }
                    state = target
                    position &+= 1
                }
            }
        }
    }

    /// Finds out where a state leads.
    private mutating func explore(
        _ start: Int32,
        _ number: Int,
        _ steps: AutomatonSteps
    ) -> Int32 {
        let target: Int32
        switch steps.step(from: states[Int(start) / width], by: number) {
        case .match: target = Target.match
        case .none: target = Target.none
        case .state(let next):
            if let known = starts[next] {
                target = known
            } else if targets.count + width > Self.targetCountMax
                || counterCount + next.counters.count > Self.counterCountMax
            {
                // The state that was left is forgotten; that it leads here need not be remembered.
                forget()
                return starts[next] ?? add(next)
            } else {
                target = add(next)
            }
        }
        targets[Int(start) + number] = target
        return target
    }

    private mutating func forget() {
        states.removeAll()
        starts.removeAll()
        targets.removeAll()
        counterCount = 0
        generation &+= 1
        addStart()
    }

    private mutating func addStart() {
        if let steps { _ = add(steps.start) }
    }

    private mutating func add(_ state: AutomatonSteps.State) -> Int32 {
        let start = Int32(targets.count)
        states.append(state)
        starts[state] = start
        counterCount += state.counters.count
        targets += [Int32](repeating: Target.unknown, count: width)
        return start
    }
}
