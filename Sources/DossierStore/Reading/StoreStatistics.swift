package import DossierBlocks
package import DossierColumns

/// The contents and space usage of a store.
package struct StoreStatistics: Sendable {
    package var fileByteCount: Int64 = 0
    package var pageCount: Int64 = 0
    package var freePageCount: Int64 = 0
    package var commitCount: Int64 = 0
    /// The tables that have rows.
    package var tables: [TableStatistics] = []
    package var traceCount: Int64 = 0
    package var inputCount: Int64 = 0
    package var rejectedCount: Int64 = 0
    /// The bytes of the fragments of long texts, as stored.
    package var fragmentByteCount: Int64 = 0
    package var resourceCount: Int64 = 0
    package var scopeCount: Int64 = 0
    /// Distinct names of services, sorted.
    package var services: [String] = []
    package var metrics: [MetricName] = []
}

/// A metric as it was declared.
package struct MetricName: Hashable, Sendable {
    package let name: String
    package let unit: String
    /// As in the table `metric`: 1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary.
    package let kind: Int
}

/// The rows of a table and their space usage.
package struct TableStatistics: Sendable {
    package let table: Table
    package var rowCount: UInt64 = 0
    package var blockCount = 0
    package var rawByteCount: Int64 = 0
    package var storedByteCount: Int64 = 0
    package var timeRange: ClosedRange<UInt64>?
    /// By column number.
    package var columns: [ColumnStatistics] = []
}

/// A column in all blocks.
package struct ColumnStatistics: Sendable {
    package let column: ColumnID
    package let chunkCount: Int64
    package let valueCount: Int64
    /// The size of the values as plain words and strings.
    package let rawByteCount: Int64
    package let storedByteCount: Int64
}

extension StoreReader {
    /// Counts what the store holds.
    ///
    /// O(blocks × columns), without reading the data.
    package func statistics() throws(StoreError) -> StoreStatistics {
        try pool.read { connection throws(StoreError) in
            var statistics = StoreStatistics()
            statistics.commitCount = try Meta.commitCount(connection)
            statistics.fileByteCount = try connection.fileByteCount()
            statistics.pageCount = try connection.integer("PRAGMA page_count") ?? 0
            statistics.freePageCount = try connection.integer("PRAGMA freelist_count") ?? 0
            statistics.traceCount = try connection.integer("SELECT count(*) FROM trace") ?? 0
            statistics.inputCount = try connection.integer("SELECT count(*) FROM input") ?? 0
            statistics.rejectedCount = try connection.integer("SELECT count(*) FROM rejected") ?? 0
            if try connection.hasTable("fragment_pack") {
                statistics.fragmentByteCount =
                    try connection.integer("SELECT sum(length(data)) FROM fragment_pack") ?? 0
            }
            statistics.resourceCount = try connection.integer("SELECT count(*) FROM resource") ?? 0
            statistics.scopeCount = try connection.integer("SELECT count(*) FROM scope") ?? 0
            statistics.tables = try Self.tables(of: connection)
            statistics.services = try Self.services(of: connection)
            statistics.metrics = try Self.metrics(of: connection)
            return statistics
        }
    }

    private static func tables(of connection: Connection) throws(StoreError) -> [TableStatistics] {
        var tables: [Table: TableStatistics] = [:]
        for root in Table.roots {
            for block in try BlockInfo.load(of: root, from: connection) {
                for table in [root] + root.children where block.rowCount(of: table) > 0 {
                    var counts = tables[table] ?? TableStatistics(table: table)
                    counts.rowCount += UInt64(block.rowCount(of: table))
                    counts.blockCount += 1
                    if table == root, let range = block.timeRange {
                        let known = counts.timeRange ?? range
                        counts.timeRange =
                            min(
                                known.lowerBound,
                                range.lowerBound
                            )...max(
                                known.upperBound,
                                range.upperBound
                            )
                    }
                    tables[table] = counts
                }
            }
        }
        try addColumns(to: &tables, from: connection)
        return Table.allCases.compactMap { tables[$0] }
    }

    private static func addColumns(
        to tables: inout [Table: TableStatistics],
        from connection: Connection
    ) throws(StoreError) {
        let statement = try connection.prepare(
            """
            SELECT (chunk_id >> 24) & 255 AS table_id, chunk_id & 16777215 AS column_id,
                count(*), total(value_count), total(raw_bytes), total(length(data))
            FROM chunk GROUP BY table_id, column_id ORDER BY table_id, column_id
            """
        )
        defer { statement.reset() }
        while try statement.step() {
            guard let table = Table(rawValue: UInt8(truncatingIfNeeded: statement.int(0))),
                let column = ColumnID(rawValue: UInt32(truncatingIfNeeded: statement.int(1)))
            else { continue }
            let counts = ColumnStatistics(
                column: column,
                chunkCount: statement.int(2),
                valueCount: statement.int(3),
                rawByteCount: statement.int(4),
                storedByteCount: statement.int(5)
            )
            tables[table]?.columns.append(counts)
            tables[table]?.rawByteCount &+= counts.rawByteCount
            tables[table]?.storedByteCount &+= counts.storedByteCount
        }
    }

    private static func services(of connection: Connection) throws(StoreError) -> [String] {
        let statement = try connection.prepare(
            "SELECT DISTINCT service_name FROM resource WHERE service_name IS NOT NULL ORDER BY 1"
        )
        defer { statement.reset() }
        var services: [String] = []
        while try statement.step() { services.append(statement.text(0)) }
        return services
    }

    private static func metrics(of connection: Connection) throws(StoreError) -> [MetricName] {
        let statement = try connection.prepare(
            "SELECT DISTINCT name, unit, kind FROM metric ORDER BY 1, 2, 3"
        )
        defer { statement.reset() }
        var metrics: [MetricName] = []
        while try statement.step() {
            metrics.append(
                MetricName(
                    name: statement.text(0),
                    unit: statement.text(1),
                    kind: Int(clamping: statement.int(2))
                )
            )
        }
        return metrics
    }
}
