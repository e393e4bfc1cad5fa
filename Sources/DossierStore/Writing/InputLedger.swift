import DossierColumns

/// The inputs of a store while it is written: those that are stored, and those announced since.
struct InputLedger: Sendable {
    private(set) var records: [InputRecord]
    private var anomalies: InputAnomalies
    private var anomalyIDs: [Int64]
    private var changedAnomalies: Set<Int> = []
    /// The positions of the records that have changed since they were stored.
    private var changed: Set<Int> = []
    /// The inputs whose rejected tail has been read again.
    private var resumed: Set<Int> = []

    init(_ records: [InputRecord], _ anomalies: [StoredAnomaly]) {
        self.records = records
        self.anomalies = InputAnomalies(anomalies.map(\.anomaly))
        anomalyIDs = anomalies.map(\.id)
    }

    /// Announces an input; returns its id.
    mutating func add(
        path: String,
        encoding: String,
        headByteCount: UInt64,
        headHash: UInt64
    ) -> Int {
        let id = (records.last?.id ?? 0) + 1
        records.append(
            InputRecord(
                id: id,
                path: path,
                encoding: encoding,
                headByteCount: headByteCount,
                headHash: headHash
            )
        )
        return id
    }

    /// Whether a batch goes on with an input whose rejected tail is not stored yet.
    func resumesUnstored(_ batch: Batch) -> Bool {
        batch.progress.contains { progress in
            let index = index(of: progress.input)
            return records[index].tailByteCount > 0 && changed.contains(index)
        }
    }

    /// Takes over how far a batch has read, and which rows it holds.
    mutating func add(progressOf batch: Batch, counts: [Int: InputRowCounts]) {
        var touched: Set<Int> = []
        for progress in batch.progress {
            let index = index(of: progress.input)
            if records[index].tailByteCount > 0, !touched.contains(index) { resumed.insert(index) }
            records[index].byteOffset = progress.byteOffset
            records[index].elementCount = progress.elementCount
            records[index].prefixHash = progress.prefixHash
            records[index].tailByteCount = progress.tailByteCount
            records[index].isFinished = progress.isFinished
            touched.insert(index)
        }
        addRows(of: batch, counts: counts, to: &touched)
        for rejected in batch.rejected {
            let index = index(of: rejected.input)
            records[index].rejectedCount &+= 1
            touched.insert(index)
        }
        for anomaly in batch.anomalies {
            let index = anomalies.add(anomaly)
            if index == anomalyIDs.count { anomalyIDs.append((anomalyIDs.last ?? 0) &+ 1) }
            changedAnomalies.insert(index)
        }
        changed.formUnion(touched)
    }

    private mutating func addRows(
        of batch: Batch,
        counts: [Int: InputRowCounts],
        to touched: inout Set<Int>
    ) {
        if !counts.isEmpty {
            for (input, rows) in counts {
                let index = index(of: input)
                records[index].rows = records[index].rows.map { $0 + rows }
                touched.insert(index)
            }
            return
        }
        let added = InputRowCounts(
            spans: UInt64(batch.spans.rowCount),
            logRecords: UInt64(batch.logRecords.rowCount),
            dataPoints: UInt64(batch.dataPoints.rowCount)
        )
        guard added != InputRowCounts() else { return }
        for index in touched {
            records[index].rows = touched.count == 1 ? records[index].rows.map { $0 + added } : nil
        }
    }

    /// Restores the previous records; those announced since stay.
    mutating func takeBack(to earlier: InputLedger) {
        records.replaceSubrange(..<earlier.records.count, with: earlier.records)
        changed = earlier.changed
        resumed = earlier.resumed
        anomalies = earlier.anomalies
        anomalyIDs = earlier.anomalyIDs
        changedAnomalies = earlier.changedAnomalies
    }

    /// Stores what has changed; before the rejected values of the same batches are stored.
    mutating func store(to connection: Connection) throws(StoreError) {
        for index in resumed.sorted() {
            let delete = try connection.prepare(
                "DELETE FROM rejected WHERE input_id = ?1 AND is_tail <> 0"
            )
            delete.bind(records[index].id, at: 1)
            try delete.run()
            records[index].rejectedCount &-= UInt64(connection.changeCount)
        }
        let statement = try connection.prepare(CatalogueTable.input.replace)
        for index in changed.sorted() { try statement.insert(records[index].values) }
        if !changedAnomalies.isEmpty {
            let anomaly = try connection.prepare(CatalogueTable.anomaly.replace)
            for index in changedAnomalies.sorted() {
                let row = StoredAnomaly(id: anomalyIDs[index], anomalies.all[index])
                try anomaly.insert(row.values)
            }
        }
        changedAnomalies = []
        changed = []
        resumed = []
    }

    private func index(of input: Int) -> Int {
        guard let index = records.firstIndex(where: { $0.id == input }) else {
            preconditionFailure("a batch refers to input \(input), which was never announced")
        }
        return index
    }
}
