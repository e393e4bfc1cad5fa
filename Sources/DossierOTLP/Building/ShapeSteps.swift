internal import DossierColumns

/// How the value after an attribute's spelling is written.
enum SpelledValue: UInt8, Sendable {
    /// A string; the spelling ends with the opening quote.
    case string
    /// A whole number; the spelling ends with the opening quote.
    case quotedInt
    case int
    case double
    case bool
}

/// A `ShapeTree` under construction, which finds the next shape without hashing.
///
/// The children of a shape are a list, most recently used first; a child that is not among the
/// first few is looked up in the tree. A step to an attribute also remembers its spelling, the
/// bytes up to the value: the same bytes are the same step, since they have the same key and type.
struct ShapeSteps: ~Copyable {
    /// The longest spelling that is remembered.
    static let spellingLimit = 224
    /// How many children of a shape are tried before the tree is searched.
    static var attemptLimit: Int { 8 }
    static var none: UInt32 { .max }

    /// The last step to a shape.
    struct Step {
        var slot: UInt32
        /// Field and type of the slot; field 0 for an attribute.
        var tag: UInt16
        var spelledValue = SpelledValue.string
        /// 0 if the spelling is not known.
        var spellingByteCount: UInt8 = 0
        var spelling: UInt32 = 0
        var firstChild = ShapeSteps.none
        var nextSibling = ShapeSteps.none

        init(slot: UInt32, tag: UInt16) {
            self.slot = slot
            self.tag = tag
        }
    }

    private(set) var tree = ShapeTree()
    /// One step for each shape of the tree.
    var steps: UnsafeMutablePointer<Step>
    private var stepCount = 1
    private var stepCapacity = 64
    var spellings: ArrayBuffer<UInt8>
    private var spellingByteCount = 0

    init() {
        steps = .allocate(capacity: stepCapacity)
        steps.initialize(to: Step(slot: 0, tag: 0))
        spellings = ArrayBuffer(capacity: 4096)
    }

    deinit {
        steps.deallocate()
    }

    /// The slot that a shape adds to its parent.
    @inline(__always)
    func slot(of shape: UInt32) -> UInt32 { steps[Int(shape)].slot }

    /// The shape that has one more field than `shape`.
    @inline(__always)
    mutating func step(from shape: UInt32, field: Field, type: ValueType) -> UInt32 {
        let tag = Self.tag(field, type)
        let first = steps[Int(shape)].firstChild
        if first != Self.none, steps[Int(first)].tag == tag { return first }
        return findStep(from: shape, field: field, type: type)
    }

    /// The shape that has one more attribute than `shape`, and the length of its spelling, if a
    /// noted spelling is at `text`; else nil.
    ///
    /// At least `spellingLimit` bytes are readable at `text`.
    @inline(__always)
    mutating func next(
        from shape: UInt32,
        spelledAt text: UnsafeRawPointer
    ) -> (shape: UInt32, byteCount: Int, value: SpelledValue)? {
        var candidate = steps[Int(shape)].firstChild
        var previous = Self.none
        var attempts = 0
        while candidate != Self.none, attempts < Self.attemptLimit {
            let step = steps + Int(candidate)
            let byteCount = Int(step.pointee.spellingByteCount)
            if byteCount != 0, isSpelled(step.pointee.spelling, byteCount, at: text) {
                if previous != Self.none { moveToFront(candidate, after: previous, of: shape) }
                return (candidate, byteCount, step.pointee.spelledValue)
            }
            previous = candidate
            candidate = step.pointee.nextSibling
            attempts &+= 1
        }
        return nil
    }

    /// A spelling has at least eight bytes.
    @inline(__always)
    func isSpelled(_ spelling: UInt32, _ byteCount: Int, at text: UnsafeRawPointer) -> Bool {
        let spelled = UnsafeRawPointer(spellings.base + Int(spelling))
        let last = byteCount &- 8
        // Most attributes differ at the end.
        if spelled.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            != text.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        {
            return false
        }
        var index = 0
        while index < last {
            if spelled.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                != text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            {
                return false
            }
            index &+= 8
        }
        return true
    }

    /// The shape that has one more attribute than `shape`; nil past the limits.
    mutating func step(
        from shape: UInt32,
        key: UnsafeRawBufferPointer,
        type: ValueType
    ) -> UInt32? {
        guard let next = tree.step(from: shape, key: key, type: type) else { return nil }
        reach(next, from: shape, tag: UInt16(type.rawValue))
        return next
    }

    mutating func findStep(from shape: UInt32, field: Field, type: ValueType) -> UInt32 {
        let next = tree.step(from: shape, field: field, type: type)
        reach(next, from: shape, tag: Self.tag(field, type))
        return next
    }

    /// The shape that has all slots of another but one.
    mutating func shape(_ shape: UInt32, without slot: UInt32) -> UInt32 {
        var result = ShapeTree.root
        for number in tree.path(to: shape) where number != slot {
            let next = tree.step(from: result, slot: number)
            let slot = tree.slots[Int(number)]
            let tag = slot.field.map { Self.tag($0, slot.type) } ?? UInt16(slot.type.rawValue)
            reach(next, from: result, tag: tag)
            result = next
        }
        return result
    }

    @inline(__always)
    static func tag(_ field: Field, _ type: ValueType) -> UInt16 {
        UInt16(field.rawValue) << 8 | UInt16(type.rawValue)
    }

    /// Moves a shape to the front of its parent's children, adding it if it is new.
    private mutating func reach(_ next: UInt32, from shape: UInt32, tag: UInt16) {
        if Int(next) == stepCount {
            if stepCount == stepCapacity { grow() }
            (steps + stepCount).initialize(to: Step(slot: tree.lastSlot(of: next), tag: tag))
            steps[stepCount].nextSibling = steps[Int(shape)].firstChild
            steps[Int(shape)].firstChild = next
            stepCount += 1
            return
        }
        var previous = Self.none
        var candidate = steps[Int(shape)].firstChild
        while candidate != next, candidate != Self.none {
            previous = candidate
            candidate = steps[Int(candidate)].nextSibling
        }
        if previous != Self.none, candidate == next {
            moveToFront(next, after: previous, of: shape)
        }
    }

    mutating func moveToFront(_ step: UInt32, after previous: UInt32, of shape: UInt32) {
        steps[Int(previous)].nextSibling = steps[Int(step)].nextSibling
        steps[Int(step)].nextSibling = steps[Int(shape)].firstChild
        steps[Int(shape)].firstChild = step
    }

    private mutating func grow() {
        let grown = UnsafeMutablePointer<Step>.allocate(capacity: stepCapacity * 2)
        grown.moveInitialize(from: steps, count: stepCount)
        steps.deallocate()
        steps = grown
        stepCapacity *= 2
    }

    /// Notes the spelling of the attribute that a shape ends with.
    mutating func note(_ text: UnsafeRawBufferPointer, _ value: SpelledValue, for shape: UInt32) {
        guard text.count >= 8, text.count <= Self.spellingLimit, let source = text.baseAddress
        else { return }
        let step = steps + Int(shape)
        // A shorter spelling of the same key overwrites the longer one.
        if step.pointee.spellingByteCount < text.count {
            let end = spellingByteCount + text.count
            if end > spellings.capacity { spellings.grow(to: end, keeping: spellingByteCount) }
            step.pointee.spelling = UInt32(truncatingIfNeeded: spellingByteCount)
            spellingByteCount = end
        }
        UnsafeMutableRawPointer(spellings.base + Int(step.pointee.spelling))
            .copyMemory(from: source, byteCount: text.count)
        step.pointee.spellingByteCount = UInt8(text.count)
        step.pointee.spelledValue = value
    }
}
