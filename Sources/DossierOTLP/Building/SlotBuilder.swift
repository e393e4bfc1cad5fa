internal import DossierColumns

/// A `SlotColumn` under construction.
struct SlotBuilder: ~Copyable {
    var rows = ArrayBuffer<UInt32>(capacity: 64)
    var words = ArrayBuffer<UInt64>(capacity: 64)
    var count = 0

    init() {}

    @inline(__always)
    mutating func append(_ word: UInt64, row: Int) {
        if count == words.capacity { grow() }
        rows.base[count] = UInt32(truncatingIfNeeded: row)
        words.base[count] = word
        count &+= 1
    }

    /// Replaces the last word if it belongs to a row; returns whether it does.
    @inline(__always)
    mutating func replaceLast(ifRow row: Int, with word: UInt64) -> Bool {
        guard count > 0, rows.base[count &- 1] == UInt32(truncatingIfNeeded: row) else {
            return false
        }
        words.base[count &- 1] = word
        return true
    }

    /// Removes the last word if it belongs to a row; returns whether it does.
    mutating func removeLast(ifRow row: Int) -> Bool {
        guard count > 0, rows.base[count &- 1] == UInt32(truncatingIfNeeded: row) else {
            return false
        }
        count &-= 1
        return true
    }

    mutating func grow() {
        rows.grow(to: count + 1, keeping: count)
        words.grow(to: count + 1, keeping: count)
    }

    mutating func truncate(toRow row: Int) {
        while count > 0, Int(rows.base[count - 1]) >= row { count -= 1 }
    }

    mutating func finish() -> SlotColumn {
        var column = SlotColumn()
        column.rows = rows.finish(count: count)
        column.words = words.finish(count: count)
        return column
    }
}
