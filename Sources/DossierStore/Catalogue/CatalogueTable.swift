/// The catalogue tables whose rows carry a checksum in their last column.
enum CatalogueTable: String, CaseIterable {
    case meta
    case input
    case rejected
    case anomaly
    case resource
    case scope
    case metric
    case slot
    case shape
    case root
    case block
    case fragmentPack = "fragment_pack"
    case receipt

    /// How many columns come before `checksum`.
    var columnCount: Int {
        switch self {
        case .meta: 2
        case .input: 14
        case .rejected: 7
        case .anomaly: 6
        case .resource: 4
        case .scope: 3
        case .metric: 5
        case .slot: 6
        case .shape: 4
        case .root: 3
        case .block: 9
        case .fragmentPack: 4
        case .receipt: 2
        }
    }

    /// Whether the store has the table: one of an earlier writer may lack some.
    func isPresent(in connection: Connection) throws(StoreError) -> Bool {
        try connection.hasTable(rawValue)
    }

    private var key: String {
        switch self {
        case .meta: "key"
        case .slot: "table_id, slot_id"
        case .shape: "table_id, shape_id"
        default: rawValue + "_id"
        }
    }

    /// All rows, in the order of the key.
    var selectAll: String { "SELECT * FROM \(rawValue) ORDER BY \(key)" }

    /// The rows whose id is `?1` or more, in their order.
    var selectFrom: String {
        "SELECT * FROM \(rawValue) WHERE \(rawValue)_id >= ?1 ORDER BY \(rawValue)_id"
    }

    /// The same within the table `?2`, for slots and shapes.
    var selectFromOfTable: String {
        "SELECT * FROM \(rawValue) WHERE \(rawValue)_id >= ?1 AND table_id = ?2"
            + " ORDER BY \(rawValue)_id"
    }

    var insert: String { "INSERT INTO \(rawValue) VALUES (\(parameters))" }

    /// Stores a row in place of the one with the same key, if there is one.
    var replace: String { "INSERT OR REPLACE INTO \(rawValue) VALUES (\(parameters))" }

    private var parameters: String {
        Array(repeating: "?", count: columnCount + 1).joined(separator: ", ")
    }
}
