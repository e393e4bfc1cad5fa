package import DossierColumns
import Synchronization

/// The requests of a receiver: kept in the journal first, stored with their rows later.
///
/// Requests are numbered from 1 in the order in which they are kept. Those up to `storedCount` have
/// their rows in blocks and their hashes in the table `receipt`; those after it are in the journal.
/// Belongs to one thread at a time.
package final class RequestStorage {
    /// How many of the latest stored requests are recognised when they come again.
    package static let rememberedCount = 1 << 20
    private static let forgottenCount = rememberedCount / 8

    private let writer: StoreWriter
    private let journal: RequestJournal
    /// The number of the last request with rows in blocks.
    private var storedCount: Int64
    /// Those kept in the journal alone.
    package private(set) var kept: [ReceivedRequest] = []
    package private(set) var keptByteCount = 0
    private var known: Set<RequestHash>
    /// The hashes of the stored requests that are remembered, the oldest first.
    private var remembered: [RequestHash]

    /// Prepares a store for requests, and reads those that were not stored when it was left.
    package init(_ writer: StoreWriter) throws(StoreError) {
        self.writer = writer
        let start = try writer.state.withLock { state throws(StoreError) in
            try state.prepareForRequests()
        }
        remembered = start.hashes
        journal = try RequestJournal(store: writer.path, id: start.journal)
        let found = try journal.requests(after: start.lastNumber)
        storedCount = found.first - 1
        kept = found.1
        keptByteCount = kept.reduce(0) { $0 + RequestJournal.byteCount(of: $1) }
        known = Set(remembered).union(kept.map { RequestHash($0) })
    }

    /// Whether a request was kept or stored before.
    package func contains(_ hash: RequestHash) -> Bool { known.contains(hash) }

    /// Whether requests fit into the journal.
    package func hasRoom(for requests: [ReceivedRequest], byteLimit: Int) -> Bool {
        let byteCount = requests.reduce(keptByteCount) { $0 + RequestJournal.byteCount(of: $1) }
        return byteCount <= min(byteLimit, RequestJournal.byteCount)
    }

    /// Puts requests on the medium, without their rows.
    package func keep(_ requests: [ReceivedRequest]) throws(StoreError) {
        try journal.write(
            requests,
            first: storedCount + Int64(kept.count) + 1,
            at: keptByteCount
        )
        kept += requests
        keptByteCount += requests.reduce(0) { $0 + RequestJournal.byteCount(of: $1) }
        known.formUnion(requests.map { RequestHash($0) })
    }

    /// Encodes rows of requests, without storing them yet.
    package func add(_ batch: consuming Batch) throws(StoreError) {
        var slot: Batch? = consume batch
        try writer.state.withLock { state throws(StoreError) in
            guard let batch = slot.take() else { return }
            _ = try state.add(consume batch, counts: [:])
        }
    }

    /// Stores the rows that were added, which are those of the kept requests and of `others`.
    ///
    /// On an error nothing of them is stored, and the rows that were added are dropped.
    package func store(with others: [ReceivedRequest] = []) throws(StoreError) {
        let hashes = (kept + others).map { RequestHash($0) }
        guard !hashes.isEmpty else { return }
        let receipt = StoredReceipt(first: storedCount + 1, hashes: hashes)
        let isForgetting = remembered.count > Self.rememberedCount
        let firstRemembered =
            storedCount - Int64(remembered.count) + Int64(Self.forgottenCount) + 1
        try writer.state.withLock { state throws(StoreError) in
            _ = try state.flush { connection throws(StoreError) in
                try connection.prepare(CatalogueTable.receipt.insert).insert(receipt.values)
                guard isForgetting else { return }
                let delete = try connection.prepare("DELETE FROM receipt WHERE receipt_id < ?1")
                delete.bind(firstRemembered, at: 1)
                try delete.run()
            }
        }
        storedCount += Int64(hashes.count)
        kept = []
        keptByteCount = 0
        known.formUnion(hashes)
        remembered += hashes
        if isForgetting {
            known.subtract(remembered.prefix(Self.forgottenCount))
            remembered.removeFirst(Self.forgottenCount)
        }
    }

    /// Drops the rows that were added and not stored.
    package func dropRows() {
        writer.state.withLock { $0.forgetPending() }
    }

    /// Closes the writer; the journal is removed if nothing is left in it.
    package func close() {
        if kept.isEmpty { RequestJournal.remove(besides: writer.path) }
        writer.close()
    }
}

extension StoreWriter.State {
    struct RequestStart {
        /// The id of the journal.
        var journal: Int64
        /// Of the last request whose rows are in blocks.
        var lastNumber: Int64 = 0
        /// Of the last requests whose rows are in blocks.
        var hashes: [RequestHash] = []
    }

    mutating func prepareForRequests() throws(StoreError) -> RequestStart {
        let connection = try openConnection()
        var start = RequestStart(journal: Int64.random(in: 1...BlockInfo.numberLimit))
        let id = try connection.read { () throws(StoreError) in
            try connection.forEachRow(of: .receipt, CatalogueTable.receipt.selectAll) {
                row throws(StoreError) in
                let receipt = try StoredReceipt(row)
                start.lastNumber = receipt.first + Int64(receipt.hashes.count) - 1
                start.hashes += receipt.hashes
            }
            return try Meta.requestJournal(connection)
        }
        if let id {
            start.journal = id
        } else {
            let journal = start.journal
            try connection.write(waits: false) { () throws(StoreError) in
                try Meta.setRequestJournal(journal, connection)
            }
        }
        return start
    }
}
