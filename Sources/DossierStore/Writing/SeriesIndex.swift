import DossierColumns

/// Finds the file's number of a series by its content.
///
/// It keeps a hash in place of the content.
struct SeriesIndex: Sendable {
    private var numbers: [ContentIdentity: UInt32] = [:]
    private let seeds = ContentIdentity.Seeds()
    private var scratch: [UInt8] = []

    var count: Int { numbers.count }

    init() {}

    /// Reads all series of a store.
    init(from connection: Connection, catalogue: Catalogue) throws(StoreError) {
        var encoded: [EncodedContent] = []
        try connection.read { () throws(StoreError) in
            let blocks = try BlockInfo.load(of: .series, from: connection)
            for block in blocks {
                encoded.append(try EncodedContent(block, columns: nil, from: connection))
            }
        }
        for content in encoded {
            let block = content.block
            let decoded = try content.decode { catalogue[shapes: $0] }
            guard add(decoded, firstRow: block.firstRow) else {
                throw StoreError(
                    .damagedCatalogue(
                        table: "series",
                        detail: "block \(block.id) does not fit together"
                    ),
                    path: connection.path
                )
            }
        }
    }

    /// Puts what makes a series into a hash: the file's numbers for resource, scope and metric from
    /// the key, and the attribute set in the composite encoding.
    mutating func identity(_ key: SeriesKey, attributes: ArraySlice<UInt8>) -> ContentIdentity {
        scratch.removeAll(keepingCapacity: true)
        for number in [key.resource, key.scope, key.metric] {
            withUnsafeBytes(of: number.littleEndian) { scratch.append(contentsOf: $0) }
        }
        scratch.append(contentsOf: attributes)
        return scratch.withUnsafeBytes { ContentIdentity($0, seeds) }
    }

    subscript(identity: ContentIdentity) -> UInt32? {
        get { numbers[identity] }
        set { numbers[identity] = newValue }
    }

    /// Adds the series of a block; false if the content is not what a writer stores.
    mutating func add(_ content: RowSet, firstRow: UInt64) -> Bool {
        var attributes = SeriesAttributes()
        let columns = content.rows.columns
        for row in 0..<content.rows.rowCount {
            guard let number = UInt32(exactly: firstRow + UInt64(row)),
                let resource = UInt32(exactly: columns[SeriesColumn.resource][row]),
                let scope = UInt32(exactly: columns[SeriesColumn.scope][row]),
                let metric = UInt32(exactly: columns[SeriesColumn.metric][row]),
                let set = attributes.list(row, of: content)
            else { return false }
            let key = SeriesKey(resource: resource, scope: scope, metric: metric, attributes: 0)
            let identity = identity(key, attributes: set[...])
            guard numbers.updateValue(number, forKey: identity) == nil else { return false }
        }
        return true
    }
}
