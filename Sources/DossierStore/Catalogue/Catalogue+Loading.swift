import DossierColumns

extension Catalogue {
    /// Reads what was committed since the last load, inside the connection's transaction.
    ///
    /// With `roots`, also reads the roots of traces, which only writers need.
    mutating func load(from connection: Connection, roots: Bool) throws(StoreError) {
        let count = try Meta.commitCount(connection)
        guard count > commitCount else { return }
        let amendments = try Meta.amendmentCount(connection)
        if amendments != amendmentCount { forgetShared() }
        try loadShared(from: connection)
        amendmentCount = amendments
        if roots { try loadRoots(from: connection) }
        for table in Table.allCases {
            try loadSlots(of: table, from: connection)
            try loadShapes(of: table, from: connection)
        }
        try loadCounts(from: connection)
        commitCount = count
    }

    private mutating func loadShared(from connection: Connection) throws(StoreError) {
        try connection.forEachRow(
            of: .resource,
            CatalogueTable.resource.selectFrom,
            [Int64(shared.resources.count)]
        ) { row throws(StoreError) in
            try row.check(number: add(resource: row.bytes(3)))
        }
        try connection.forEachRow(
            of: .scope,
            CatalogueTable.scope.selectFrom,
            [Int64(shared.scopes.count)]
        ) { row throws(StoreError) in
            try row.check(number: shared.scopes.add(row.bytes(2)))
        }
        try connection.forEachRow(
            of: .metric,
            CatalogueTable.metric.selectFrom,
            [Int64(shared.metrics.count)]
        ) { row throws(StoreError) in
            try row.check(number: shared.metrics.intern(row.bytes(4)))
        }
    }

    private mutating func loadRoots(from connection: Connection) throws(StoreError) {
        try connection.forEachRow(
            of: .root,
            CatalogueTable.root.selectFrom,
            [Int64(roots.count)]
        ) { row throws(StoreError) in
            let service = row.values[1] == .null ? nil : try row.bytes(1)
            try row.check(number: roots.intern(service: service, name: row.bytes(2)[...]))
        }
    }

    private mutating func loadSlots(
        of table: Table,
        from connection: Connection
    ) throws(StoreError) {
        let parameters = [Int64(self[shapes: table].slots.count), Int64(table.rawValue)]
        try connection.forEachRow(
            of: .slot,
            CatalogueTable.slot.selectFromOfTable,
            parameters
        ) { row throws(StoreError) in
            let fieldNumber = try row.int(2, in: 0...255)
            let field = Field(rawValue: UInt8(fieldNumber))
            guard fieldNumber == 0 || field != nil else {
                throw row.damage("unknown field \(fieldNumber)")
            }
            let typeNumber = try row.int(4, in: 0...255)
            guard let type = ValueType(rawValue: UInt8(typeNumber)) else {
                throw row.damage("unknown type \(typeNumber)")
            }
            let occurrence = UInt32(try row.int(5, in: 0...Int64(UInt32.max)))
            let number = self[shapes: table].number(
                field: field,
                key: try row.bytes(3),
                type: type,
                occurrence: occurrence
            )
            try row.check(number: number, column: 1)
        }
    }

    private mutating func loadShapes(
        of table: Table,
        from connection: Connection
    ) throws(StoreError) {
        let parameters = [Int64(self[shapes: table].count), Int64(table.rawValue)]
        try connection.forEachRow(
            of: .shape,
            CatalogueTable.shape.selectFromOfTable,
            parameters
        ) { row throws(StoreError) in
            // No copy of the tree may live while it grows: growing would copy all of it.
            let parent = UInt32(try row.int(2, in: 0...Int64(self[shapes: table].count - 1)))
            let slotCount = self[shapes: table].slots.count
            let slot = try row.int(3, in: 0...Int64(max(slotCount, 1) - 1))
            guard slot < slotCount else { throw row.damage("no such slot") }
            let number = self[shapes: table].step(from: parent, slot: UInt32(slot))
            try row.check(number: number, column: 1)
        }
    }

    private mutating func loadCounts(from connection: Connection) throws(StoreError) {
        let last = try connection.integer("SELECT max(block_id) FROM block") ?? 0
        lastBlock = UInt32(clamping: last)
        for table in Table.roots {
            try connection.forEachRow(
                of: .block,
                "SELECT * FROM block WHERE table_id = ?1 ORDER BY block_id DESC LIMIT 1",
                [Int64(table.rawValue)]
            ) { row throws(StoreError) in
                self[rowCount: table] = try BlockInfo(row).rowRange.upperBound
            }
        }
    }
}

extension CheckedRow {
    /// Ids have no gaps, and equal content is stored once: the row has the next number.
    fileprivate func check(number: UInt32, column: Int = 0) throws(StoreError) {
        guard try int(column) == Int64(number) else { throw damage("the numbers have gaps") }
    }
}
