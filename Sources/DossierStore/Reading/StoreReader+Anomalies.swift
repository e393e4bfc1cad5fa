package import DossierColumns

extension StoreReader {
    /// What was unusual in the inputs, in the order in which it was met first.
    package func anomalies() throws(StoreError) -> [InputAnomaly] {
        try pool.read { connection throws(StoreError) in
            try StoredAnomaly.load(from: connection).map(\.anomaly)
        }
    }
}
