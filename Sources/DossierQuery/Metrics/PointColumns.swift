import DossierBlocks
package import DossierColumns
import DossierStore

/// Columns of a block of data points: times, and the fields that were asked for.
final class PointColumns: Sendable {
    let times: NarrowWords
    let startTimes: NarrowWords
    private let fields: [Field: FieldColumn]

    private struct FieldColumn: Sendable {
        let places: SlotPlaces
        let column: StoredColumn
    }

    init(_ fields: Set<Field>, of block: PointBlock, in view: MetricView) throws {
        let reader = view.reader
        let columns = try reader.columns(
            [.field(.time), .field(.startTime)],
            of: .dataPoint,
            in: block.info
        )
        times = columns[0]?.words ?? NarrowWords([])
        startTimes = columns[1]?.words ?? NarrowWords([])
        var found: [Field: FieldColumn] = [:]
        for field in fields {
            guard let slot = view.slots[field] else { continue }
            let places = try block.places(of: field, slot: slot, reader)
            if case .none = places { continue }
            guard let column = try reader.columns([.slot(slot)], of: .dataPoint, in: block.info)[0]
            else { continue }
            found[field] = FieldColumn(places: places, column: column)
        }
        self.fields = found
    }

    /// The values of a field in a range of rows; nil if none of them has it.
    func values(of field: Field, _ rows: Range<Int>) -> PointValues? {
        guard let found = fields[field] else { return nil }
        switch found.places {
        case .none: return nil
        case .all:
            guard rows.upperBound <= found.column.count else { return nil }
            return PointValues(
                words: found.column.words.words(rows),
                isPresent: nil,
                strings: found.column.strings
            )
        case .some(let before):
            let start = Int(before[rows.lowerBound])
            let end = Int(before[rows.upperBound])
            guard start < end, end <= found.column.count else { return nil }
            let words = found.column.words.words(start..<end)
            if words.count == rows.count {
                return PointValues(words: words, isPresent: nil, strings: found.column.strings)
            }
            var spread = [UInt64](repeating: 0, count: rows.count)
            var isPresent = [Bool](repeating: false, count: rows.count)
            for (index, row) in rows.enumerated() where before[row] < before[row + 1] {
                spread[index] = words[Int(before[row]) - start]
                isPresent[index] = true
            }
            return PointValues(
                words: spread,
                isPresent: isPresent,
                strings: found.column.strings
            )
        }
    }

    /// The part of rows, which are in the order of time, that a range of times touches.
    func rows(_ rows: Range<Int>, touching range: ClosedRange<UInt64>) -> Range<Int> {
        let start = firstRow(in: rows) { $0 >= range.lowerBound }
        return start..<firstRow(in: start..<rows.upperBound) { $0 > range.upperBound }
    }

    private func firstRow(in rows: Range<Int>, _ isReached: (UInt64) -> Bool) -> Int {
        var range = rows
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            if isReached(times[middle]) {
                range = range.lowerBound..<middle
            } else {
                range = (middle + 1)..<range.upperBound
            }
        }
        return range.lowerBound
    }
}

/// The values of one field of several points.
package struct PointValues: Sendable {
    /// By point; codes into `strings` where the field has text, 0 where a point has no value.
    package let words: [UInt64]
    /// Which points have a value; nil if all have.
    package let isPresent: [Bool]?
    package let strings: StringTable

    package func has(_ index: Int) -> Bool { isPresent?[index] ?? true }

    /// The bytes of a value that is text, words or doubles.
    package func bytes(_ index: Int) -> ArraySlice<UInt8> {
        let code = UInt32(truncatingIfNeeded: words[index])
        return has(index) && code < strings.count ? strings[code] : []
    }
}
