import DossierColumns

/// How large blocks may get.
///
/// A row or group larger than that still makes one.
struct BlockLimit {
    let rows: Int
    /// Bytes of text, which is what memory and the size of a chunk depend on.
    let textBytes: Int

    /// Look-ups decode whole blocks: rows of traces come in small ones, points in larger ones, for
    /// a query takes many of those.
    ///
    /// Log bodies are the longest texts by far.
    init(_ table: Table) {
        switch table {
        case .dataPoint: self.init(rows: 65_536, textBytes: 32 << 20)
        case .logRecord: self.init(rows: 16_384, textBytes: 8 << 20)
        default: self.init(rows: 16_384, textBytes: 32 << 20)
        }
    }

    init(rows: Int, textBytes: Int) {
        self.rows = rows
        self.textBytes = textBytes
    }

    /// How many blocks something of this size needs at least.
    fileprivate func blockCount(_ size: BlockSize) -> Int {
        let byRows = (size.rows + rows - 1) / rows
        let byBytes = (size.textBytes + textBytes - 1) / textBytes
        return max(byRows, byBytes, 1)
    }

    fileprivate func fits(_ size: BlockSize) -> Bool {
        let isLarge = size.textBytes / max(size.rows, 1) >= Self.largeRowByteCount
        return size.rows <= rows
            && size.textBytes <= (isLarge ? min(textBytes, Self.largeRowsByteCount) : textBytes)
    }

    /// Rows of at least so much text come in smaller blocks, so that they can be looked at one by
    /// one in little memory.
    private static let largeRowByteCount = 512 << 10
    private static let largeRowsByteCount = 4 << 20
}

private struct BlockSize {
    var rows = 0
    var textBytes = 0

    static func + (left: Self, right: Self) -> Self {
        Self(rows: left.rows + right.rows, textBytes: left.textBytes + right.textBytes)
    }

    /// The larger of the two shares of a target.
    func share(of target: BlockSize) -> Double {
        max(
            Double(rows) / Double(max(target.rows, 1)),
            Double(textBytes) / Double(max(target.textBytes, 1))
        )
    }
}

/// Cuts rows in stored order into blocks of about equal size within the limit, without cutting a
/// group in two that fits one block.
///
/// Returns ranges of stored rows. O(rows).
///
/// `groups` are those of the rows in stored order, in which the rows of a group are together; empty
/// if every row may stand alone. Rows of the group `loose` may do so anyway. `textBytes` are the
/// bytes of text of the rows in stored order.
func blockRanges(
    rowCount: Int,
    groups: [UInt32],
    loose: UInt32,
    textBytes: [UInt32],
    limit: BlockLimit
) -> [Range<Int>] {
    let units = unitSizes(
        rowCount: rowCount,
        groups: groups,
        loose: loose,
        textBytes: textBytes,
        limit: limit
    )
    var left = units.reduce(BlockSize(), +)
    var ranges: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < units.count {
        let blockCount = limit.blockCount(left)
        let target = BlockSize(
            rows: (left.rows + blockCount - 1) / blockCount,
            textBytes: (left.textBytes + blockCount - 1) / blockCount
        )
        var block = units[index]
        index += 1
        while index < units.count {
            let longer = block + units[index]
            guard limit.fits(longer) else { break }
            // Stop where the block is nearest to an equal share.
            if longer.share(of: target) - 1 > 1 - block.share(of: target) { break }
            block = longer
            index += 1
        }
        ranges.append(start..<(start + block.rows))
        start += block.rows
        left = BlockSize(
            rows: left.rows - block.rows,
            textBytes: left.textBytes - block.textBytes
        )
    }
    return ranges
}

/// The sizes of what is not to be cut: a group, or a row of a group that is too large.
private func unitSizes(
    rowCount: Int,
    groups: [UInt32],
    loose: UInt32,
    textBytes: [UInt32],
    limit: BlockLimit
) -> [BlockSize] {
    var units: [BlockSize] = []
    var row = 0
    while row < rowCount {
        var end = row + 1
        if !groups.isEmpty, groups[row] != loose {
            while end < rowCount, groups[end] == groups[row] { end += 1 }
        }
        let size = BlockSize(
            rows: end - row,
            textBytes: textBytes[row..<end].reduce(0) { $0 + Int($1) }
        )
        if limit.fits(size) {
            units.append(size)
        } else {
            units += textBytes[row..<end].map { BlockSize(rows: 1, textBytes: Int($0)) }
        }
        row = end
    }
    return units
}

extension TableBatch {
    /// The bytes of text that each row has in its slots, in batch order.
    func slotTextBytes(_ strings: StringTable) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: rowCount)
        for (number, slot) in slots.enumerated() where shapes.slots[number].type.isText {
            for (row, word) in zip(slot.rows, slot.words) {
                let length = strings.range(UInt32(word)).count
                counts[Int(row)] = UInt32(clamping: Int(counts[Int(row)]) + length)
            }
        }
        return counts
    }
}
