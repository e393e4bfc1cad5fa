package import DossierColumns
import DossierStore

extension BlockColumns {
    /// The values of a column for all rows of a table; of child rows the values are those of their
    /// own table.
    package func values(_ column: PredicateColumn, of table: Table) throws -> ValueColumn {
        var values = ValueColumn(rowCount: block.rowCount(of: table))
        guard values.count > 0 else { return values }
        switch column {
        case .field(let field) where table.index(of: field) != nil:
            try takeField(field, of: table, into: &values)
        case .field(let field):
            try forEachSlot(of: catalogue.slots(field, of: table)) { values.take($0) }
        case .attribute(let key):
            try forEachSlot(of: catalogue.slots(key: key, of: table)) { values.take($0) }
        case .duration: values.take(.int, try durations())
        case .timeSinceStart: values.take(.int, try timesSinceStart())
        case .resourceAttribute(let key):
            values.take(
                try words(.resource, of: table),
                of: SharedColumn.values(catalogue.resources) { $0.value(of: key) }
            )
        case .scopeAttribute(let key):
            values.take(
                try words(.scope, of: table),
                of: SharedColumn.values(catalogue.scopes) { $0.value(of: key) }
            )
        case .scopeName:
            values.take(
                try words(.scope, of: table),
                of: SharedColumn.texts(catalogue.scopes) { $0.name }
            )
        case .scopeVersion:
            values.take(
                try words(.scope, of: table),
                of: SharedColumn.texts(catalogue.scopes) { $0.version }
            )
        case .traceID:
            let (ids, numbers) = try traces(of: table)
            for (row, number) in numbers.enumerated() where number < UInt64(ids.count) {
                values.set(row, .string, text: Array(ids[Int(number)].hex.utf8))
            }
        case .spanID:
            for (row, word) in try words(.spanID, of: table).enumerated() where word != 0 {
                values.set(row, .string, text: Array(SpanID(bits: word).hex.utf8))
            }
        case .effectiveTime: values.take(.time, try effectiveTimes())
        case .child(let child, let column): return try self.values(column, of: child)
        }
        return values
    }

    private func takeField(
        _ field: Field,
        of table: Table,
        into values: inout ValueColumn
    ) throws {
        let column = try column(field, of: table)
        guard field.type == .string else { return values.take(field.type, column.words.words) }
        let (codes, strings) = try ColumnTexts(column).whole()
        values.take(.string, codes, strings)
    }

    /// The trace ids of the block, and for each row its position among them, or `noTrace`.
    package func traces(
        of table: Table
    ) throws -> (ids: [TraceID], numbers: [UInt64]) {
        let column = try column(.trace, of: table)
        return (column.traces, column.words.words)
    }
}

/// The values that resources or scopes have, by number.
enum SharedColumn {
    static func values(
        _ origins: [MetricOrigin],
        _ value: (MetricOrigin) -> ArraySlice<UInt8>?
    ) -> ValueColumn {
        var column = ValueColumn(rowCount: origins.count)
        for (number, origin) in origins.enumerated() {
            if let value = value(origin) { column.set(number, composite: value) }
        }
        return column
    }

    static func texts(
        _ origins: [MetricOrigin],
        _ text: (MetricOrigin) -> [UInt8]
    ) -> ValueColumn {
        var column = ValueColumn(rowCount: origins.count)
        for (number, origin) in origins.enumerated() {
            column.set(number, .string, text: text(origin))
        }
        return column
    }
}
