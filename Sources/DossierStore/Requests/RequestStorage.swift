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
    package private(set) var storedCount: Int64
    /// Those kept in the journal alone.
    package private(set) var kept: [ReceivedRequest]
    /// How many of them, the first, are in the half of the journal that takes none now.
    private var turnedCount: Int
    /// Where the half begins that takes requests.
    private var halfOffset = 0
    /// How much of that half is taken.
    private var byteCount: Int
    private var known: Set<RequestHash>
    /// The hashes of the stored requests that are remembered, the oldest first.
    private var remembered: [RequestHash]
    /// Whether the journal is to be cleared once nothing is left in it.
    private var isDamaged = false
    /// What could not be read when the journal was opened, for a person.
    package private(set) var warning: String?

    /// Prepares a store for requests, and reads those that were not stored when it was left.
    ///
    /// These are to be stored before others are kept.
    /// - Throws: `foreignRequests` if the file beside the store for them is something else.
    package init(_ writer: StoreWriter) throws(StoreError) {
        self.writer = writer
        let start = try writer.state.withLock { state throws(StoreError) in
            try state.requestStart()
        }
        let id = start.journal ?? Int64.random(in: 1...BlockInfo.numberLimit)
        let found =
            try RequestJournal(reading: writer.path, id: id)
            .map { journal throws(StoreError) in
                try JournalContent(of: journal, after: start.lastNumber)
            } ?? JournalContent(lastNumber: start.lastNumber)
        if start.journal == nil {
            try writer.state.withLock { state throws(StoreError) in
                try state.setRequestJournal(id)
            }
        }
        journal = try RequestJournal(store: writer.path, id: id)
        var known = Set(start.hashes)
        // One that was refused, and sent again, can be there twice.
        kept = found.requests.filter { known.insert($0.hash).inserted }
        self.known = known
        remembered = start.hashes
        storedCount = found.lastNumber - Int64(kept.count)
        turnedCount = kept.count
        byteCount = kept.isEmpty ? 0 : RequestJournal.halfByteCount
        if !found.damage.isEmpty {
            warning = try journal.setAside(found.damage)
            if kept.isEmpty { try journal.clear() } else { isDamaged = true }
        }
    }

    /// Whether a request was kept or stored before.
    package func contains(_ hash: RequestHash) -> Bool { known.contains(hash) }

    /// Whether requests fit into the half of the journal that takes requests.
    package func hasRoom(for requests: [ReceivedRequest]) -> Bool {
        let byteCount = requests.reduce(byteCount) { $0 + RequestJournal.byteCount(of: $1) }
        return byteCount <= RequestJournal.halfByteCount
    }

    /// Puts requests on the medium, without their rows.
    package func keep(_ requests: [ReceivedRequest]) throws(StoreError) {
        guard journal.isInPlace else { throw StoreError(.replacedMeanwhile, path: journal.path) }
        try journal.write(
            requests,
            first: storedCount + Int64(kept.count) + 1,
            at: halfOffset + byteCount
        )
        kept += requests
        byteCount += requests.reduce(0) { $0 + RequestJournal.byteCount(of: $1) }
        known.formUnion(requests.map(\.hash))
    }

    /// Whether the half of the journal that takes none has requests without rows in blocks.
    package var hasTurned: Bool { turnedCount > 0 }

    /// Turns to the other half of the journal, whose requests must be stored: so others can be kept
    /// while the rows of those kept before are stored.
    package func turn() {
        halfOffset = RequestJournal.halfByteCount - halfOffset
        byteCount = 0
        turnedCount = kept.count
    }

    /// What says that the rows of the kept requests, and of `others`, are stored.
    package func receipt(with others: [ReceivedRequest] = []) -> RequestReceipt {
        let isForgetting = remembered.count > Self.rememberedCount
        return RequestReceipt(
            stored: StoredReceipt(
                first: storedCount + 1,
                hashes: kept.map(\.hash) + others.map(\.hash)
            ),
            firstRemembered: isForgetting
                ? storedCount - Int64(remembered.count) + Int64(Self.forgottenCount) + 1 : nil
        )
    }

    /// Takes note that a receipt is stored.
    package func note(_ receipt: RequestReceipt) {
        let hashes = receipt.stored.hashes
        storedCount += Int64(hashes.count)
        kept.removeFirst(min(hashes.count, kept.count))
        turnedCount = 0
        if kept.isEmpty {
            byteCount = 0
            if isDamaged, (try? journal.clear()) != nil { isDamaged = false }
        }
        known.formUnion(hashes)
        remembered += hashes
        if receipt.firstRemembered != nil {
            known.subtract(remembered.prefix(Self.forgottenCount))
            remembered.removeFirst(Self.forgottenCount)
        }
    }

    /// Removes the journal if nothing is left in it.
    package func close() {
        if kept.isEmpty { journal.remove() }
    }
}

/// Says that the rows of requests are in blocks.
package struct RequestReceipt: Sendable {
    let stored: StoredReceipt
    /// The number of the first request that is still remembered; nil if all are.
    let firstRemembered: Int64?

    /// Whether it is of no request.
    package var isEmpty: Bool { stored.hashes.isEmpty }
}

extension StoreWriter {
    /// Stores rows of requests and their receipt, or nothing of both.
    package func store(
        _ batches: consuming [Batch],
        _ receipt: RequestReceipt
    ) throws(StoreError) {
        var rest = Array(batches.reversed())
        try state.withLock { state throws(StoreError) in
            // Some batches are flushed when they are added.
            try state.inOneTransaction { state throws(StoreError) in
                while let batch = rest.popLast() {
                    _ = try state.add(consume batch, counts: [:])
                }
                _ = try state.flush { connection throws(StoreError) in
                    try connection.prepare(CatalogueTable.receipt.insert)
                        .insert(receipt.stored.values)
                    guard let first = receipt.firstRemembered else { return }
                    let delete = try connection.prepare("DELETE FROM receipt WHERE receipt_id < ?1")
                    delete.bind(first, at: 1)
                    try delete.run()
                }
            }
        }
    }
}

extension StoreWriter.State {
    struct RequestStart {
        /// The id of the journal; nil if the store has taken no requests.
        var journal: Int64?
        /// Of the last request whose rows are in blocks.
        var lastNumber: Int64 = 0
        /// Of the last requests whose rows are in blocks.
        var hashes: [RequestHash] = []
    }

    func requestStart() throws(StoreError) -> RequestStart {
        let connection = try openConnection()
        var start = RequestStart()
        start.journal = try connection.read { () throws(StoreError) in
            try connection.forEachRow(of: .receipt, CatalogueTable.receipt.selectAll) {
                row throws(StoreError) in
                let receipt = try StoredReceipt(row)
                start.lastNumber = receipt.first + Int64(receipt.hashes.count) - 1
                start.hashes += receipt.hashes
            }
            return try Meta.requestJournal(connection)
        }
        return start
    }

    func setRequestJournal(_ id: Int64) throws(StoreError) {
        let connection = try openConnection()
        try connection.write(waits: false) { () throws(StoreError) in
            try Meta.setRequestJournal(id, connection)
        }
    }
}
