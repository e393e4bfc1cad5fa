import DossierColumns

extension PlacedRows {
    /// Of the spans of one trace, by start time, those that repeat one before them.
    var repeatedSpans: Set<RowPlace> {
        var repeated: Set<RowPlace> = []
        var start = 0
        while start < places.count {
            let time = word(SpanColumn.startTime, at: places[start])
            var end = start + 1
            while end < places.count, word(SpanColumn.startTime, at: places[end]) == time {
                end += 1
            }
            if end - start > 1 { addRepeated(of: places[start..<end], to: &repeated) }
            start = end
        }
        return repeated
    }

    /// Adds those of spans with one start that repeat another.
    private func addRepeated(of run: ArraySlice<RowPlace>, to repeated: inout Set<RowPlace>) {
        var kept: [UInt64: [RowPlace]] = [:]
        for place in run {
            let id = word(SpanColumn.spanID, at: place)
            guard id != 0 else { continue }
            if kept[id]?.contains(where: { areEqualSpans($0, place) }) ?? false {
                repeated.insert(place)
            } else if kept[id]?.count ?? 0 < DuplicateSpans.contentCountMax {
                kept[id, default: []].append(place)
            }
        }
    }

    /// Whether two spans have equal content.
    func areEqualSpans(_ one: RowPlace, _ other: RowPlace) -> Bool {
        sets[one.set].isEqual(span: one.row, to: sets[other.set], other.row)
    }
}
