package import DossierColumns
import DossierPrimitives

extension OTLPWriter {
    /// Writes a range of spans or log records as one line of OTLP-JSON.
    package mutating func writeLine(_ range: Range<Int>, of set: RowSet) {
        buffer.beginObject()
        buffer.key(set.rows.table == .span ? "resourceSpans" : "resourceLogs")
        buffer.beginArray()
        writeEntries(range, of: set)
        buffer.endArray()
        buffer.endObject()
        buffer.newline()
    }

    /// Writes spans or log records as elements of `resourceSpans` or `resourceLogs`.
    package mutating func writeEntries(_ rows: some Sequence<Int>, of set: RowSet) {
        let isSpans = set.rows.table == .span
        let resourceColumn = isSpans ? SpanColumn.resource : LogRecordColumn.resource
        let scopeColumn = isSpans ? SpanColumn.scope : LogRecordColumn.scope
        let groups = Grouping(
            rows,
            first: set.rows.columns[resourceColumn],
            second: set.rows.columns[scopeColumn]
        )
        for (resource, scopes) in groups.entries {
            beginEntry(resource, isSpans ? "scopeSpans" : "scopeLogs")
            for (scope, rows) in scopes {
                beginScope(scope, isSpans ? "spans" : "logRecords")
                for row in rows {
                    if isSpans { writeSpan(row, of: set) } else { writeLogRecord(row, of: set) }
                }
                endScope(scope)
            }
            endEntry(resource)
        }
    }

    mutating func beginEntry(_ resource: UInt64, _ scopesKey: StaticString) {
        buffer.beginObject()
        buffer.key("resource")
        writeResource(resource)
        buffer.key(scopesKey)
        buffer.beginArray()
    }

    mutating func endEntry(_ resource: UInt64) {
        buffer.endArray()
        if let url = self.resource(resource).schemaURL {
            buffer.key("schemaUrl")
            buffer.string(url)
        }
        buffer.endObject()
    }

    mutating func beginScope(_ scope: UInt64, _ itemsKey: StaticString) {
        buffer.beginObject()
        buffer.key("scope")
        writeScope(scope)
        buffer.key(itemsKey)
        buffer.beginArray()
    }

    mutating func endScope(_ scope: UInt64) {
        buffer.endArray()
        if let url = self.scope(scope).schemaURL {
            buffer.key("schemaUrl")
            buffer.string(url)
        }
        buffer.endObject()
    }
}

/// Rows by two of their words, each in order of first use.
struct Grouping {
    private(set) var entries: [(first: UInt64, groups: [(second: UInt64, rows: [Int])])] = []

    init(_ rows: some Sequence<Int>, first: [UInt64], second: [UInt64]) {
        var entryNumbers: [UInt64: Int] = [:]
        var groupNumbers: [Pair: Int] = [:]
        for row in rows {
            let pair = Pair(first: first[row], second: second[row])
            let entry: Int
            if let number = entryNumbers[pair.first] {
                entry = number
            } else {
                entry = entries.count
                entryNumbers[pair.first] = entry
                entries.append((pair.first, []))
            }
            if let number = groupNumbers[pair] {
                entries[entry].groups[number].rows.append(row)
            } else {
                groupNumbers[pair] = entries[entry].groups.count
                entries[entry].groups.append((pair.second, [row]))
            }
        }
    }

    private struct Pair: Hashable {
        var first: UInt64
        var second: UInt64
    }
}
