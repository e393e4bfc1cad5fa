import DossierColumns
import DossierStore

/// Rows as text that does not depend on how they are numbered or ordered: what was committed has
/// to read back as the same set of lines.
struct RowDescriptions {
    private let shared: SharedValues
    /// The text of each series, by the number that the rows use.
    private let series: [String]
    /// The text of each data point, by the number that the exemplars use.
    private var points: [String] = []

    /// Describes all rows of a batch.
    static func lines(of batch: Batch) -> [String] {
        let shared = batch.shared
        let series = batch.seriesKeys.map { key in
            describeSeries(
                shared,
                Array(batch.attributeSets[key.attributes]),
                resource: UInt64(key.resource),
                scope: UInt64(key.scope),
                metric: UInt64(key.metric)
            )
        }
        var descriptions = RowDescriptions(shared: shared, series: series)
        var lines = series.map { "series \($0)" }
        for table in [Table.span, .logRecord, .dataPoint, .exemplar] {
            guard let rows = batch.rows(of: table) else { continue }
            var set = RowSet(
                rows: rows,
                children: [:],
                strings: batch.strings,
                traces: batch.traces
            )
            if table == .span {
                set.children = [.spanEvent: batch.spanEvents, .spanLink: batch.spanLinks]
            }
            lines += descriptions.lines(of: set)
        }
        return lines.sorted()
    }

    /// Describes all rows of a store.
    static func lines(of reader: StoreReader) throws -> [String] {
        let shared = try reader.sharedValues()
        var series: [String] = []
        for block in try reader.series() {
            var attributes = SeriesAttributes()
            let columns = block.rows.rows.columns
            for row in 0..<block.rows.rows.rowCount {
                series.append(
                    describeSeries(
                        shared,
                        attributes.list(row, of: block.rows) ?? [],
                        resource: columns[SeriesColumn.resource][row],
                        scope: columns[SeriesColumn.scope][row],
                        metric: columns[SeriesColumn.metric][row]
                    )
                )
            }
        }
        var descriptions = RowDescriptions(shared: shared, series: series)
        var lines = series.map { "series \($0)" }
        for table in [Table.span, .logRecord, .dataPoint, .exemplar] {
            for block in try reader.blocks(of: table) {
                lines += descriptions.lines(of: try reader.read(block))
            }
        }
        return lines.sorted()
    }

    private init(shared: SharedValues, series: [String]) {
        self.shared = shared
        self.series = series
    }

    private static func describeSeries(
        _ shared: SharedValues,
        _ attributes: [UInt8],
        resource: UInt64,
        scope: UInt64,
        metric: UInt64
    ) -> String {
        [
            Array(shared.resources[UInt32(resource)]), Array(shared.scopes[UInt32(scope)]),
            Array(shared.metrics[UInt32(metric)]), attributes,
        ].map { text($0[...]) }.joined(separator: "|")
    }

    private mutating func lines(of set: RowSet) -> [String] {
        let own = lines(of: set.rows, set, parents: [])
        if set.rows.table == .dataPoint { points += own }
        let spanIDs = set.rows.table == .span ? set.rows.columns[SpanColumn.spanID] : []
        return own
            + set.children.values.flatMap { lines(of: $0, set, parents: spanIDs) }
    }

    private func lines(of rows: TableBatch, _ set: RowSet, parents: [UInt64]) -> [String] {
        var fields = RowFields()
        return (0..<rows.rowCount).map { row in
            fields.load(row, of: rows)
            var parts = ["\(rows.table)"]
            for (field, words) in zip(rows.table.columns, rows.columns) where field != .shape {
                parts.append("\(field)=\(describe(words[row], field, set, parents))")
            }
            for field in Field.allCases where field.rawValue >= 32 {
                guard let word = fields[field] else { continue }
                let type = field == .body ? fields.bodyType : field.type
                parts.append("\(field):\(type)=\(describe(word, type, set))")
            }
            for (slot, word) in fields.attributes {
                let key = Self.text(rows.shapes.keys[slot.key])
                parts.append("\(key):\(slot.type)=\(describe(word, slot.type, set))")
            }
            return parts.joined(separator: " ")
        }
    }

    private func describe(
        _ word: UInt64,
        _ field: Field,
        _ set: RowSet,
        _ parents: [UInt64]
    ) -> String {
        switch field {
        case .resource: Self.text(shared.resources[UInt32(word)])
        case .scope: Self.text(shared.scopes[UInt32(word)])
        case .metric: Self.text(shared.metrics[UInt32(word)])
        case .series: series[Int(word)]
        case .parentRow: "\(parents[Int(word)])"
        case .point: points[Int(word)]
        default: describe(word, field.type, set)
        }
    }

    private func describe(_ word: UInt64, _ type: ValueType, _ set: RowSet) -> String {
        if type.isText { return Self.text(set.strings[UInt32(word)]) }
        if type == .trace { return word == noTrace ? "-" : set.traces[UInt32(word)].hex }
        return "\(word)"
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { (0x20...0x7e).contains($0) ? String(UnicodeScalar($0)) : "\\\($0)" }.joined()
    }
}
