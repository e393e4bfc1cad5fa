/// One column of a table that only some rows have: an optional field, or an attribute key and type.
package struct Slot: Hashable, Sendable {
    /// The field, or nil for an attribute.
    package let field: Field?
    /// The code of the attribute's key in `ShapeTree.keys`; 0 for a field.
    package let key: UInt32
    package let type: ValueType
    /// How many equal slots come before this one in a row that repeats an attribute key.
    package let occurrence: UInt32

    package init(field: Field?, key: UInt32, type: ValueType, occurrence: UInt32) {
        self.field = field
        self.key = key
        self.type = type
        self.occurrence = occurrence
    }
}

/// The shapes of a table's rows: which slots a row has, in order.
///
/// A shape is a node of a tree, and the path from the root to it lists its slots. A row's shape is
/// found while the row is read, one step a slot; rows of the shape seen last cost one comparison
/// of the key a step.
package struct ShapeTree: Sendable {
    /// More slots or shapes than this come only from attribute keys that are data themselves.
    package static let slotLimit = 4096
    package static let shapeLimit = 65_536

    @inlinable package static var root: UInt32 { 0 }
    @inlinable static var none: UInt32 { .max }

    @usableFromInline
    struct Node: Sendable {
        @usableFromInline var parent: UInt32
        @usableFromInline var slot: UInt32
        @usableFromInline var recentChild: UInt32
        @usableFromInline var depth: UInt32
    }

    /// The attribute keys of all slots.
    package internal(set) var keys = StringTable()
    package internal(set) var slots: [Slot] = []

    @usableFromInline var nodes = [Node(parent: none, slot: none, recentChild: none, depth: 0)]
    @usableFromInline var children: [UInt64: UInt32] = [:]
    @usableFromInline var slotNumbers: [Slot: UInt32] = [:]

    package init() {}

    package var count: Int { nodes.count }

    package func parent(of shape: UInt32) -> UInt32 { nodes[Int(shape)].parent }

    /// The slot that a shape adds to its parent.
    @inlinable @inline(__always)
    package func lastSlot(of shape: UInt32) -> UInt32 { nodes[Int(shape)].slot }

    /// How many slots a shape has.
    package func slotCount(of shape: UInt32) -> Int { Int(nodes[Int(shape)].depth) }

    /// The slots of a shape, in the order in which the row had them.
    ///
    /// O(slots).
    package func path(to shape: UInt32) -> [UInt32] {
        var path: [UInt32] = []
        path.reserveCapacity(slotCount(of: shape))
        var node = shape
        while node != Self.root {
            path.append(nodes[Int(node)].slot)
            node = nodes[Int(node)].parent
        }
        path.reverse()
        return path
    }

    /// The shape that has one more attribute than `shape`; nil past the limits.
    @inlinable @inline(__always)
    package mutating func step(
        from shape: UInt32,
        key: UnsafeRawBufferPointer,
        type: ValueType
    ) -> UInt32? {
        let recent = nodes[Int(shape)].recentChild
        if recent != Self.none {
            let slot = slots[Int(nodes[Int(recent)].slot)]
            if slot.type == type && slot.field == nil && keys.isEqual(slot.key, key) {
                return recent
            }
        }
        return findStep(from: shape, key: key, type: type)
    }

    /// The shape that has one more field than `shape`.
    @inlinable @inline(__always)
    package mutating func step(from shape: UInt32, field: Field, type: ValueType) -> UInt32 {
        let recent = nodes[Int(shape)].recentChild
        if recent != Self.none {
            let slot = slots[Int(nodes[Int(recent)].slot)]
            if slot.field == field && slot.type == type { return recent }
        }
        let slot = Slot(field: field, key: 0, type: type, occurrence: 0)
        let number = slotNumbers[slot] ?? add(slot)
        return child(of: shape, slot: number) ?? add(slot: number, below: shape)
    }

    /// The shape that has one more slot than `shape`; `slot` was returned by `add(_:)`.
    package mutating func step(from shape: UInt32, slot: UInt32) -> UInt32 {
        child(of: shape, slot: slot) ?? add(slot: slot, below: shape)
    }

    /// The number of the slot of a field with its own type; nil if no row has it.
    package func number(of field: Field) -> UInt32? {
        slotNumbers[Slot(field: field, key: 0, type: field.type, occurrence: 0)]
    }

    /// The number of a slot, which is added if it is new.
    package mutating func number(field: Field?, key: [UInt8], type: ValueType, occurrence: UInt32)
        -> UInt32
    {
        let code = field == nil ? keys.intern(key) : 0
        let slot = Slot(field: field, key: code, type: type, occurrence: occurrence)
        return slotNumbers[slot] ?? add(slot)
    }

    @usableFromInline
    mutating func findStep(
        from shape: UInt32,
        key: UnsafeRawBufferPointer,
        type: ValueType
    ) -> UInt32? {
        let code = keys.intern(key)
        var slot = Slot(field: nil, key: code, type: type, occurrence: 0)
        if let number = slotNumbers[slot], let child = child(of: shape, slot: number) {
            return child
        }
        slot = Slot(
            field: nil,
            key: code,
            type: type,
            occurrence: occurrences(of: slot, in: shape)
        )
        guard let number = slotNumbers[slot] else {
            guard slots.count < Self.slotLimit, nodes.count < Self.shapeLimit else { return nil }
            return add(slot: add(slot), below: shape)
        }
        if let child = child(of: shape, slot: number) { return child }
        guard nodes.count < Self.shapeLimit else { return nil }
        return add(slot: number, below: shape)
    }

    private func occurrences(of slot: Slot, in shape: UInt32) -> UInt32 {
        var count: UInt32 = 0
        var node = shape
        while node != Self.root {
            let other = slots[Int(nodes[Int(node)].slot)]
            if other.field == nil && other.key == slot.key && other.type == slot.type {
                count += 1
            }
            node = nodes[Int(node)].parent
        }
        return count
    }

    @usableFromInline
    mutating func child(of shape: UInt32, slot: UInt32) -> UInt32? {
        guard let child = children[UInt64(shape) << 32 | UInt64(slot)] else { return nil }
        nodes[Int(shape)].recentChild = child
        return child
    }

    @usableFromInline
    mutating func add(_ slot: Slot) -> UInt32 {
        let number = UInt32(slots.count)
        slots.append(slot)
        slotNumbers[slot] = number
        return number
    }

    @usableFromInline
    mutating func add(slot: UInt32, below shape: UInt32) -> UInt32 {
        let node = UInt32(nodes.count)
        nodes.append(
            Node(
                parent: shape,
                slot: slot,
                recentChild: Self.none,
                depth: nodes[Int(shape)].depth + 1
            )
        )
        children[UInt64(shape) << 32 | UInt64(slot)] = node
        nodes[Int(shape)].recentChild = node
        return node
    }
}
