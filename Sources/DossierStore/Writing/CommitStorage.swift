import DossierColumns

/// Writes encoded commits, inside an open transaction.
struct CommitStorage {
    /// In their order.
    let commits: [EncodedCommit]
    /// As it is after the last commit.
    let catalogue: Catalogue
    /// What of the catalogue is in the file.
    let stored: CatalogueCounts
    let connection: Connection

    /// Stores everything; `inputs` learns how many rejected rows were replaced.
    func store(_ inputs: inout InputLedger) throws(StoreError) {
        guard let first = commits.first else { return }
        let found = try Meta.commitCount(connection)
        guard found == first.number - 1 else {
            throw StoreError(
                .writtenMeanwhile(expected: first.number - 1, found: found),
                path: connection.path
            )
        }
        try storeRows()
        try storeAmendments()
        try inputs.store(to: connection)
        try storeRejected()
        try Meta.setCommitCount(catalogue.commitCount, connection)
    }

    /// Stores only rows, and what of the catalogue is new.
    func storeRows() throws(StoreError) {
        try storeShared()
        for table in Table.allCases { try storeShapes(of: table) }
        for commit in commits {
            try store(commit.fragmentPacks)
            try store(commit.blocks)
            try storeTraces(of: commit)
            try store(commit.mentions)
        }
    }

    private func storeShared() throws(StoreError) {
        let shared = catalogue.shared
        let resource = try connection.prepare(CatalogueTable.resource.insert)
        for number in unstored(stored.resources, shared.resources.count) {
            try resource.insert(resourceValues(number, shared.resources[number]))
        }
        let scope = try connection.prepare(CatalogueTable.scope.insert)
        for number in unstored(stored.scopes, shared.scopes.count) {
            try scope.insert(scopeValues(number, shared.scopes[number]))
        }
        let metric = try connection.prepare(CatalogueTable.metric.insert)
        for number in unstored(stored.metrics, shared.metrics.count) {
            let content = shared.metrics[number]
            try metric.insert([
                .int(Int64(number)),
                .optional(text: compositeText(compositeMember("name", of: content))),
                .optional(text: compositeText(compositeMember("unit", of: content))),
                .int(compositeInt(compositeMember("kind", of: content)) ?? 0),
                .blob(Array(content)),
            ])
        }
        let root = try connection.prepare(CatalogueTable.root.insert)
        for number in unstored(stored.roots, catalogue.roots.count) {
            let content = catalogue.roots[number]
            try root.insert([
                .int(Int64(number)), .optional(text: content.service), .text(content.name),
            ])
        }
    }

    /// Changes what became known of resources and scopes after rows had been stored with them.
    private func storeAmendments() throws(StoreError) {
        let amendments = commits.flatMap(\.amendments)
        if amendments.isEmpty { return }
        let shared = catalogue.shared
        let resource = try connection.prepare(CatalogueTable.resource.replace)
        let scope = try connection.prepare(CatalogueTable.scope.replace)
        for amendment in amendments {
            let content = amendment.content[...]
            switch amendment.kind {
            case .resource:
                guard let number = shared.resources.code(of: amendment.stored) else { continue }
                try resource.insert(resourceValues(number, content))
            case .scope:
                guard let number = shared.scopes.code(of: amendment.stored) else { continue }
                try scope.insert(scopeValues(number, content))
            }
        }
        try Meta.addAmendment(connection)
    }

    private func resourceValues(_ number: UInt32, _ content: ArraySlice<UInt8>) -> [StoredValue] {
        [
            .int(Int64(number)),
            .optional(text: resourceAttribute("service.name", of: content)),
            .optional(text: resourceAttribute("service.instance.id", of: content)),
            .blob(Array(content)),
        ]
    }

    private func scopeValues(_ number: UInt32, _ content: ArraySlice<UInt8>) -> [StoredValue] {
        [
            .int(Int64(number)),
            .optional(text: compositeText(compositeMember("name", of: content))),
            .blob(Array(content)),
        ]
    }

    private func storeShapes(of table: Table) throws(StoreError) {
        let tree = catalogue[shapes: table]
        let id = Int64(table.rawValue)
        let slot = try connection.prepare(CatalogueTable.slot.insert)
        for number in unstored(stored.slots[Int(table.rawValue)], tree.slots.count) {
            let content = tree.slots[Int(number)]
            try slot.insert([
                .int(id), .int(Int64(number)), .int(Int64(content.field?.rawValue ?? 0)),
                .text(content.field == nil ? Array(tree.keys[content.key]) : []),
                .int(Int64(content.type.rawValue)), .int(Int64(content.occurrence)),
            ])
        }
        let shape = try connection.prepare(CatalogueTable.shape.insert)
        for number in unstored(stored.shapes[Int(table.rawValue)], tree.count) {
            try shape.insert([
                .int(id), .int(Int64(number)), .int(Int64(tree.parent(of: number))),
                .int(Int64(tree.lastSlot(of: number))),
            ])
        }
    }

    private func store(_ packs: [StoredFragmentPack]) throws(StoreError) {
        if packs.isEmpty { return }
        let insert = try connection.prepare(CatalogueTable.fragmentPack.insert)
        for pack in packs { try insert.insert(pack.values) }
    }

    private func store(_ blocks: [EncodedCommit.EncodedRows]) throws(StoreError) {
        let block = try connection.prepare(CatalogueTable.block.insert)
        let chunk = try connection.prepare(StoredChunk.insert)
        for rows in blocks {
            try block.insert(rows.info.values)
            for content in rows.chunks { try content.store(with: chunk) }
        }
    }

    /// Reads, changes and writes the row of every trace that got rows, in the order of the ids:
    /// neighbours in the table follow each other, so its pages are visited once.
    private func storeTraces(of commit: EncodedCommit) throws(StoreError) {
        let touched = commit.changes.touched
            .map { (id: commit.traces[$0], number: $0) }
            .sorted { $0.id < $1.id }
        if touched.isEmpty { return }
        let hasTraces = try connection.integer("SELECT 1 FROM trace LIMIT 1") != nil
        let select = try connection.prepare(TraceEntry.select)
        let insert = try connection.prepare(TraceEntry.insert)
        for (id, number) in touched {
            var entry = TraceEntry()
            if hasTraces {
                select.bind(id, at: 1)
                if try select.step() { entry = TraceEntry(select) }
                select.reset()
            }
            entry.add(commit.changes.changes[Int(number)])
            for location in commit.changes.locations(of: number) {
                location.append(to: &entry.locations)
            }
            try entry.store(id, with: insert)
        }
    }

    private func store(_ mentions: MentionList) throws(StoreError) {
        if mentions.mentions.isEmpty { return }
        let insert = try connection.prepare(MentionList.insert)
        try mentions.forEachRow { (trace, block, rows) throws(StoreError) in
            insert.bind(trace, at: 1)
            insert.bind(Int64(block), at: 2)
            insert.bind(blob: rows, at: 3)
            try insert.run()
        }
    }

    private func storeRejected() throws(StoreError) {
        let rejected = commits.flatMap(\.rejected)
        if rejected.isEmpty { return }
        let last = try connection.integer("SELECT max(rejected_id) FROM rejected") ?? -1
        let insert = try connection.prepare(CatalogueTable.rejected.insert)
        for (index, value) in rejected.enumerated() {
            try insert.insert([
                .int(last &+ 1 &+ Int64(index)), .int(Int64(value.input)),
                .bits(value.byteOffset), .int(value.isTail ? 1 : 0), .text(value.reason),
                .int(Int64(value.bytes.count)), .blob(RejectedBytes.encode(value.bytes)),
            ])
        }
    }

    /// The numbers that are not in the file yet.
    private func unstored(_ first: Int, _ end: Int) -> Range<UInt32> {
        UInt32(first)..<UInt32(max(first, end))
    }
}
