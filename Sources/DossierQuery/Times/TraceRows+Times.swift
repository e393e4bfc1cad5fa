import DossierColumns

extension TraceRows {
    /// When the spans ran that are no duplicates, in their order.
    package var intervals: SpanIntervals {
        var fields = RowFields()
        var texts: [[UInt8]: UInt64] = [:]
        func key(_ id: UInt64, _ text: UInt64?, _ set: RowSet) -> SpanParents.Key {
            guard id == 0, let text else { return SpanParents.Key(bits: id, isText: false) }
            let bytes = Array(set.strings[UInt32(truncatingIfNeeded: text)])
            guard !bytes.isEmpty else { return SpanParents.Key(bits: 0, isText: false) }
            let number = texts[bytes] ?? UInt64(texts.count)
            texts[bytes] = number
            return SpanParents.Key(bits: number, isText: true)
        }
        let own = spans.places.filter { !duplicates.contains($0) }
        var keys: [SpanParents.Key] = []
        var parentKeys: [SpanParents.Key] = []
        for place in own {
            let set = spans.sets[place.set]
            fields.load(place.row, of: set.rows)
            keys.append(key(spans.word(SpanColumn.spanID, at: place), fields[.spanIDText], set))
            parentKeys.append(
                key(
                    spans.word(SpanColumn.parentSpanID, at: place),
                    fields[.parentSpanIDText],
                    set
                )
            )
        }
        return SpanIntervals(
            starts: own.map { spans.word(SpanColumn.startTime, at: $0) },
            ends: own.map { spans.word(SpanColumn.endTime, at: $0) },
            parents: SpanParents(keys, parentKeys: parentKeys).parents
        )
    }
}
