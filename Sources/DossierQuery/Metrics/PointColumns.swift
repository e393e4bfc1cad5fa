import DossierBlocks
package import DossierColumns
import DossierPrimitives
import DossierStore

/// Columns of a block of data points: times, and the fields that were asked for.
final class PointColumns: Sendable {
    let times: NarrowWords
    /// Nil if they were not asked for.
    let startTimes: NarrowWords?
    private let fields: [Field: FieldColumn]

    private struct FieldColumn: Sendable {
        let presence: SlotPresence
        let column: StoredColumn
    }

    /// `columns` are those that were read of the block.
    private init(
        _ columns: [ColumnID: StoredColumn],
        _ slots: [Field: UInt32],
        of block: PointBlock
    ) {
        times = columns[.field(.time)]?.words ?? NarrowWords([])
        startTimes = columns[.field(.startTime)]?.words
        var found: [Field: FieldColumn] = [:]
        for (field, slot) in slots {
            let presence = block.presence(of: field, slot: slot)
            guard let column = columns[.slot(slot)] else { continue }
            if case .none = presence { continue }
            found[field] = FieldColumn(presence: presence, column: column)
        }
        fields = found
    }

    /// The columns of loaded blocks, in their order.
    static func load(
        _ fields: Set<Field>,
        startTimes: Bool,
        of blocks: [PointBlock],
        in view: MetricView
    ) throws -> [PointColumns] {
        let slots = view.slots.filter { fields.contains($0.key) }
        let wanted: [ColumnID] =
            [.field(.time)] + (startTimes ? [.field(.startTime)] : [])
            + slots.values.sorted().map { .slot($0) }
        let found = try view.reader.columns(wanted, of: .dataPoint, in: blocks.map(\.info))
        return zip(blocks, found).map { block, columns in
            var known: [ColumnID: StoredColumn] = [:]
            for (id, column) in zip(wanted, columns) { known[id] = column }
            return PointColumns(known, slots, of: block)
        }
    }

    /// The values of a field in a range of rows; nil if none of them has it.
    func values(of field: Field, _ rows: Range<Int>) -> PointValues? {
        guard let found = fields[field] else { return nil }
        switch found.presence {
        case .none: return nil
        case .all:
            guard rows.upperBound <= found.column.count else { return nil }
            return PointValues(
                words: found.column.words.words(rows),
                isPresent: nil,
                column: found.column
            )
        case .some(let stretches):
            let start = stretches.valueCount(before: rows.lowerBound)
            let end = stretches.valueCount(before: rows.upperBound)
            guard start < end, end <= found.column.count else { return nil }
            let words = found.column.words.words(start..<end)
            if words.count == rows.count {
                return PointValues(words: words, isPresent: nil, column: found.column)
            }
            var spread = [UInt64](repeating: 0, count: rows.count)
            var isPresent = [Bool](repeating: false, count: rows.count)
            var next = 0
            stretches.forEachPart(of: rows) { part in
                for row in part {
                    spread[row - rows.lowerBound] = words[next]
                    isPresent[row - rows.lowerBound] = true
                    next += 1
                }
            }
            return PointValues(words: spread, isPresent: isPresent, column: found.column)
        }
    }

    /// The part of rows, which are in the order of time, that a range of times touches.
    func rows(_ rows: Range<Int>, touching range: ClosedRange<UInt64>) -> Range<Int> {
        guard let first = rows.first, let last = rows.last else { return rows }
        if times[first] >= range.lowerBound, times[last] <= range.upperBound { return rows }
        let start = rows.partitioningIndex { times[$0] >= range.lowerBound }
        let end = (start..<rows.upperBound).partitioningIndex { times[$0] > range.upperBound }
        return start..<end
    }
}

/// The values of one field of several points.
package struct PointValues: Sendable {
    /// By point; codes into `strings` where the field has text, 0 where a point has no value.
    package let words: [UInt64]
    /// Which points have a value; nil if all have.
    package let isPresent: [Bool]?
    private let column: StoredColumn

    init(words: [UInt64], isPresent: [Bool]?, column: StoredColumn) {
        self.words = words
        self.isPresent = isPresent
        self.column = column
    }

    package func has(_ index: Int) -> Bool { isPresent?[index] ?? true }

    /// The texts of all points of the block.
    ///
    /// - Complexity: O(all texts) when those of vectors are first asked for.
    package var strings: StringTable { column.strings }

    /// The bytes of a value that is text, words or doubles; `strings` are those of the values.
    package func bytes(_ index: Int, of strings: StringTable) -> ArraySlice<UInt8> {
        let code = UInt32(truncatingIfNeeded: words[index])
        return has(index) && code < strings.count ? strings[code] : []
    }

    /// Copies the word at an index of each value, 0 where a value is shorter, to the start of a
    /// buffer that has room for them; false unless all values are stored as vectors of words.
    package func copy(place: Int, into target: UnsafeMutableBufferPointer<UInt64>) -> Bool {
        guard let vectors = column.vectors, isPresent == nil, let first = words.first else {
            return false
        }
        let start = Int(truncatingIfNeeded: first)
        vectors.copy(wordAt: place, of: start..<(start + words.count), into: target)
        return true
    }
}
