extension RowSet {
    /// Whether a span and one of another set, whose shapes are numbered alike, have equal content: all
    /// fields, attributes, events and links, and the same resource and scope.
    package func isEqual(span row: Int, to other: RowSet, _ otherRow: Int) -> Bool {
        let comparison = RowComparison(self, other)
        guard comparison.areEqual(rows, row, other.rows, otherRow) else { return false }
        for table in Table.span.children {
            let (mine, theirs) = (children[table], other.children[table])
            let (myRows, theirRows) = (
                mine?.rows(below: row) ?? 0..<0, theirs?.rows(below: otherRow) ?? 0..<0
            )
            guard myRows.count == theirRows.count else { return false }
            guard let mine, let theirs else { continue }
            for (row, otherRow) in zip(myRows, theirRows) {
                guard comparison.areEqual(mine, row, theirs, otherRow) else { return false }
            }
        }
        return true
    }
}

/// Compares rows of two sets, whose shapes are numbered alike.
private struct RowComparison {
    private let left: RowSet
    private let right: RowSet

    /// Fields from this number on are those that only some rows have.
    private static let firstOptional: UInt8 = 32

    init(_ left: RowSet, _ right: RowSet) {
        (self.left, self.right) = (left, right)
    }

    func areEqual(_ mine: TableBatch, _ row: Int, _ theirs: TableBatch, _ other: Int) -> Bool {
        for (index, field) in mine.table.columns.enumerated() where field != .parentRow {
            guard areEqual(field.type, mine.columns[index][row], theirs.columns[index][other])
            else { return false }
        }
        var (fields, others) = (RowFields(), RowFields())
        fields.load(row, of: mine)
        others.load(other, of: theirs)
        guard fields.attributes.count == others.attributes.count else { return false }
        for (one, two) in zip(fields.attributes, others.attributes) {
            guard one.slot == two.slot, areEqual(one.slot.type, one.word, two.word) else {
                return false
            }
        }
        for field in Field.allCases where field.rawValue >= Self.firstOptional {
            switch (fields[field], others[field]) {
            case (nil, nil): continue
            case (let one?, let two?):
                guard areEqual(field.type, one, two) else { return false }
            default: return false
            }
        }
        return true
    }

    private func areEqual(_ type: ValueType, _ one: UInt64, _ other: UInt64) -> Bool {
        if type == .trace {
            guard one != noTrace, other != noTrace else { return one == other }
            return left.traces[UInt32(truncatingIfNeeded: one)]
                == right.traces[UInt32(truncatingIfNeeded: other)]
        }
        guard type.isText else { return one == other }
        return left.strings[UInt32(truncatingIfNeeded: one)]
            .elementsEqual(right.strings[UInt32(truncatingIfNeeded: other)])
    }
}

extension TableBatch {
    /// The rows of a child table that belong to a row.
    fileprivate func rows(below parent: Int) -> Range<Int> {
        guard let parents = columns.first else { return 0..<0 }
        let start = firstIndex(in: parents, notBelow: UInt64(parent))
        return start..<firstIndex(in: parents, notBelow: UInt64(parent) + 1)
    }
}
