/// Runs a program over a text in linear time: all ways to match go on side by side, the preferred
/// first (Pike's machine).
struct RegularExpressionMachine {
    private struct Threads {
        var list: [Int] = []
        /// The slots of each thread, one after another.
        var slots: [Int] = []
        var marks: [Int]
    }

    private enum Pending {
        case visit(Int)
        case restore(slot: Int, value: Int)
    }

    private let program: RegularExpressionProgram
    private let text: UnsafeRawBufferPointer
    private let slotCount: Int
    private let isAnchored: Bool
    private let mustReachEnd: Bool
    private var stack: [Pending] = []
    private var generation = 0

    /// Prepares a run that keeps so many of the program's slots: none to know only whether there is
    /// a match.
    init(
        _ program: RegularExpressionProgram,
        over text: UnsafeRawBufferPointer,
        slotCount: Int,
        isAnchored: Bool,
        mustReachEnd: Bool
    ) {
        self.program = program
        self.text = text
        self.slotCount = slotCount
        self.isAnchored = isAnchored
        self.mustReachEnd = mustReachEnd
    }

    /// The slots of the preferred match from a position on; nil if there is none.
    mutating func firstMatch(from start: Int) -> [Int]? {
        let size = program.instructions.count
        var current = Threads(marks: [Int](repeating: 0, count: size))
        var next = Threads(marks: [Int](repeating: 0, count: size))
        let noSlots = [Int](repeating: -1, count: slotCount)
        var matched: [Int]?
        var position = start
        generation += 1
        while true {
            if matched == nil, !isAnchored || position == start {
                add(0, slots: noSlots, at: position, to: &current)
            }
            if current.list.isEmpty, matched != nil || isAnchored {
                return matched
            }
            let (character, length) = Self.character(in: text, at: position)
            generation += 1
            next.list.removeAll(keepingCapacity: true)
            next.slots.removeAll(keepingCapacity: true)
            for (index, counter) in current.list.enumerated() {
                switch program.instructions[counter] {
                case .character(let set, let target):
                    guard let character, program.sets[set].contains(character) else { continue }
                    let slots = Array(
                        current.slots[(index * slotCount)..<((index + 1) * slotCount)]
                    )
                    add(target, slots: slots, at: position + length, to: &next)
                    continue
                case .match where !mustReachEnd || position == text.count:
                    matched = Array(current.slots[(index * slotCount)..<((index + 1) * slotCount)])
                default: continue
                }
                break
            }
            guard character != nil, !(slotCount == 0 && matched != nil) else { return matched }
            swap(&current, &next)
            position += length
        }
    }

    /// Adds a thread and all that it leads to without a character.
    private mutating func add(
        _ counter: Int,
        slots: [Int],
        at position: Int,
        to threads: inout Threads
    ) {
        var slots = slots
        stack.append(.visit(counter))
        while let pending = stack.popLast() {
            switch pending {
            case .restore(let slot, let value): slots[slot] = value
            case .visit(let counter):
                guard threads.marks[counter] != generation else { continue }
                threads.marks[counter] = generation
                switch program.instructions[counter] {
                case .jump(let target): stack.append(.visit(target))
                case .fork(let first, let second):
                    stack.append(.visit(second))
                    stack.append(.visit(first))
                case .save(let slot, let target):
                    if slot < slotCount {
                        stack.append(.restore(slot: slot, value: slots[slot]))
                        slots[slot] = position
                    }
                    stack.append(.visit(target))
                case .assertion(let assertion, let target):
                    if holds(assertion, at: position) {
                        stack.append(.visit(target))
                    }
                case .character, .match:
                    threads.list.append(counter)
                    threads.slots += slots
                }
            }
        }
    }

    private func holds(_ assertion: RegularExpressionNode.Assertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == text.count
        case .lineStart: position == 0 || text[position - 1] == UInt8(ascii: "\n")
        case .lineEnd: position == text.count || text[position] == UInt8(ascii: "\n")
        case .wordBoundary: isBoundary(position)
        case .noWordBoundary: !isBoundary(position)
        }
    }

    private func isBoundary(_ position: Int) -> Bool {
        let before = position > 0 && text[position - 1].isASCIIWord
        let after = position < text.count && text[position].isASCIIWord
        return before != after
    }

    /// The character at a position, nil at the end; a byte that is not UTF-8 is U+FFFD.
    private static func character(
        in text: UnsafeRawBufferPointer,
        at position: Int
    ) -> (UInt32?, Int) {
        guard position < text.count else { return (nil, 0) }
        let (value, length) = UTF8Scalar.decodeOrReplace(text, at: position)
        return (value, length)
    }
}
