/// Finds the spans of a trace by their ids.
///
/// Ids are mostly random already; they are mixed with a number of this process, so that no dump can
/// be made to collide.
struct SpanIDTable {
    private static let seed = UInt64.random(in: .min ... .max)

    private let ids: [UInt64]
    /// The first span of an id, by the id's hash, and those that were displaced after it.
    private var slots: [Int32]
    /// Of each span the next one with the same id.
    private(set) var next: [Int32]

    /// Spans with the id 0 have none.
    ///
    /// - Complexity: O(spans).
    init(_ ids: [UInt64]) {
        self.ids = ids
        var size = 4
        while size < ids.count * 2 { size *= 2 }
        slots = [Int32](repeating: SpanTree.none, count: size)
        next = [Int32](repeating: SpanTree.none, count: ids.count)
        for span in stride(from: ids.count - 1, through: 0, by: -1) where ids[span] != 0 {
            let slot = slot(of: ids[span])
            next[span] = slots[slot]
            slots[slot] = Int32(span)
        }
    }

    /// The first span of an id; `SpanTree.none` if there is none.
    func first(_ id: UInt64) -> Int32 { slots[slot(of: id)] }

    /// The slot that holds an id, or that is free for it.
    private func slot(of id: UInt64) -> Int {
        var hash = id ^ Self.seed
        hash = (hash ^ hash >> 32) &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9
        var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
        while slots[slot] != SpanTree.none, ids[Int(slots[slot])] != id {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }
}
