internal import DossierColumns

/// A row of the table `anomaly`.
struct StoredAnomaly {
    let id: Int64
    var anomaly: InputAnomaly

    init(id: Int64, _ anomaly: InputAnomaly) {
        self.id = id
        self.anomaly = anomaly
    }

    init(_ row: CheckedRow) throws(StoreError) {
        id = try row.int(0)
        let number = try row.int(2, in: 0...255)
        guard let kind = InputAnomaly.Kind(rawValue: UInt8(number)) else {
            throw row.damage("unknown kind \(number)")
        }
        anomaly = InputAnomaly(
            input: Int(try row.int(1)),
            kind: kind,
            name: try row.bytes(3),
            count: try row.bits(4),
            byteOffset: try row.bits(5)
        )
    }

    var values: [StoredValue] {
        [
            .int(id), .int(Int64(anomaly.input)), .int(Int64(anomaly.kind.rawValue)),
            .text(anomaly.name), .bits(anomaly.count), .bits(anomaly.byteOffset),
        ]
    }

    /// All anomalies of a store, inside the connection's transaction; none if the store is older
    /// than the table.
    static func load(from connection: Connection) throws(StoreError) -> [StoredAnomaly] {
        guard try CatalogueTable.anomaly.isPresent(in: connection) else { return [] }
        var all: [StoredAnomaly] = []
        try connection.forEachRow(of: .anomaly, CatalogueTable.anomaly.selectAll) {
            row throws(StoreError) in
            all.append(try StoredAnomaly(row))
        }
        return all
    }
}
