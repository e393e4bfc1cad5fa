internal import DossierColumns

/// How the value behind a spelled attribute is written.
enum SpelledValue: UInt8, Sendable {
    /// The spelling ends with the opening quote.
    case string
    /// A whole number; the spelling ends with the opening quote.
    case quotedInt
    case int
    case double
    case bool
}

/// A `ShapeTree` while rows are read: the way from a shape to the next without hashing.
///
/// The shapes below a shape are a list, the one taken last in front; what is not among the first of
/// them is looked up in the tree. A step to an attribute also remembers how the input wrote it up to
/// the value: the same bytes again are the same step, since they are the same key and type.
struct ShapeSteps: ~Copyable {
    /// More bytes than this of a spelling are not remembered.
    static let spellingLimit = 224
    /// So many of the shapes below a shape are looked at before the tree is asked.
    static var attemptLimit: Int { 8 }
    static var none: UInt32 { .max }

    /// A shape, as the last step to it.
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
    /// One for each shape of the tree that was reached.
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

    /// The shape that has one more attribute than `shape`, if the attribute is written at `text`
    /// in a way that was noted: with the length of the spelling; nil if it is not.
    ///
    /// `spellingLimit` bytes can be read from `text` on.
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
                if previous != Self.none { moveToFront(candidate, behind: previous, of: shape) }
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
        // The end tells most attributes apart.
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

    @inline(__always)
    static func tag(_ field: Field, _ type: ValueType) -> UInt16 {
        UInt16(field.rawValue) << 8 | UInt16(type.rawValue)
    }

    /// Puts a shape in front of those below its parent.
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
            moveToFront(next, behind: previous, of: shape)
        }
    }

    mutating func moveToFront(_ step: UInt32, behind previous: UInt32, of shape: UInt32) {
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

    /// Notes how the attribute that a shape ends with is written up to its value.
    mutating func note(_ text: UnsafeRawBufferPointer, _ value: SpelledValue, for shape: UInt32) {
        guard text.count >= 8, text.count <= Self.spellingLimit, let source = text.baseAddress
        else { return }
        let step = steps + Int(shape)
        // A key that is written in two ways in turn takes the place of the other.
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
