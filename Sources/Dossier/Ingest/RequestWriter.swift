internal import DossierColumns
internal import DossierOTLP
internal import DossierStore

/// Reads requests into rows, and has both stored; belongs to one thread.
///
/// Small requests are kept in the journal of the store, while their rows gather in memory until there
/// are enough for blocks of some size. Another thread stores these, while more requests are kept.
/// Large ones are stored in blocks at once.
final class RequestWriter {
    private static let remarkCountMax = 4096
    /// What stands for the receiver among the inputs of a store.
    private static let inputPath = "requests"
    private static let inputEncoding = "http"

    let path: String
    private let writer: StoreWriter
    private let storage: RequestStorage
    private let input: Int
    /// What was to be said about requests that were not read as a whole.
    private var remarks: [RequestHash: AddedRequest] = [:]
    private var reader: DumpReader
    /// The rows that the reader has handed over.
    private let batches: BatchList
    /// The rows that another thread stores.
    private var storing: (receipt: RequestReceipt, work: BackgroundWork)?
    /// Called by that thread at its end.
    private let whenStored: @Sendable () -> Void

    /// Takes a writer, which it closes in the end, and stores what a killed process has kept.
    init(_ writer: StoreWriter, whenStored: @escaping @Sendable () -> Void = {}) throws {
        do {
            self.writer = writer
            self.whenStored = whenStored
            path = writer.path
            storage = try RequestStorage(writer)
            let input =
                writer.inputs.first { $0.encoding == Self.inputEncoding }?.id
                ?? writer.addInput(
                    path: Self.inputPath,
                    encoding: Self.inputEncoding,
                    headByteCount: 0,
                    headHash: 0
                )
            let batches = BatchList()
            self.input = input
            self.batches = batches
            reader = DumpReader(deliver: { batch in
                batches.append(RequestWriter.withoutOffsets(consume batch, input: input))
            })
            try readKept()
            try store()
        } catch {
            writer.close()
            throw error
        }
    }

    /// Stores what a killed receiver has left beside the store of a writer; returns a warning of what
    /// can't be read of it.
    static func settle(_ writer: StoreWriter) throws -> String? {
        guard try writer.unstoredRequestCount() > 0 else { return nil }
        let requests = try RequestWriter(writer)
        requests.storage.close()
        return requests.warning
    }

    /// What can't be read of the requests that a killed process has kept.
    var warning: String? { storage.warning }

    /// Whether the rows of all requests are in blocks.
    var isSettled: Bool { storage.kept.isEmpty }

    /// How many requests have rows in no block.
    var keptCount: Int { storage.kept.count }

    /// The numbers of the last request that was kept, and of the last with rows in blocks.
    var lastNumbers: (kept: Int64, stored: Int64) {
        (storage.storedCount + Int64(storage.kept.count), storage.storedCount)
    }

    /// Adds requests; they are on the medium when it returns, but for those that failed.
    func add(_ requests: [ReceivedRequest]) -> [RequestQueue.AddResult] {
        do throws(StoreError) {
            try writer.checkPath()
        } catch {
            return requests.map { _ in .failure(DossierError(translating: error)) }
        }
        var new: Set<RequestHash> = []
        let newRequests = requests.filter { request in
            !storage.contains(request.hash) && new.insert(request.hash).inserted
        }
        do {
            try put(newRequests)
        } catch {
            let failure = recover(from: error)
            return requests.map(\.hash).map { hash in
                storage.contains(hash) ? .success(repeated(hash)) : .failure(failure)
            }
        }
        return requests.map(\.hash).map { hash in
            let isNew = new.remove(hash) != nil
            return .success(isNew ? remarks[hash] ?? AddedRequest() : repeated(hash))
        }
    }

    /// What is answered to a request that was added before.
    private func repeated(_ hash: RequestHash) -> AddedRequest {
        var added = remarks[hash] ?? AddedRequest()
        added.isRepeated = true
        return added
    }

    private func remark(_ added: AddedRequest, on hash: RequestHash) {
        if remarks.count == Self.remarkCountMax { remarks.removeAll() }
        remarks[hash] = added
    }

    /// Stores the rows of all requests in blocks.
    func settle() -> RequestQueue.SettleResult {
        do {
            try store()
            return .success(())
        } catch {
            return .failure(recover(from: error))
        }
    }

    /// Has another thread store the rows of the kept requests, unless one is at it.
    func beginSettling() throws(DossierError) {
        if storing != nil || storage.kept.isEmpty { return }
        do {
            try startStoring()
        } catch {
            throw recover(from: error)
        }
    }

    /// Takes note of what another thread has stored, without waiting for it.
    func endSettling() throws(DossierError) {
        guard let storing, storing.work.isDone else { return }
        do {
            try finishStoring()
        } catch {
            throw recover(from: error)
        }
    }

    func close() {
        storage.close()
        writer.close()
    }

    private func put(_ requests: [ReceivedRequest]) throws {
        if requests.isEmpty { return }
        if !storage.hasRoom(for: requests) { try makeRoom() }
        for request in requests {
            let added = AddedRequest(try read(request))
            if added != AddedRequest() { remark(added, on: request.hash) }
        }
        if storage.hasRoom(for: requests) {
            do throws(StoreError) {
                return try storage.keep(requests)
            } catch {
                // The medium of the journal may fail where that of the store does not.
            }
        }
        try store(with: requests)
    }

    /// Makes room in the journal, by having the rows of the kept requests stored.
    private func makeRoom() throws {
        try finishStoring()
        if storage.kept.isEmpty { return }
        // Rows that could not be stored before are in the other half.
        if storage.hasTurned { return try store() }
        try startStoring()
    }

    /// Has another thread store the rows of the kept requests, while others go to the other half of
    /// the journal, if that is free.
    private func startStoring() throws {
        try reader.flush()
        let receipt = storage.receipt()
        let rows = BatchList(batches.removeAll())
        if !storage.hasTurned { storage.turn() }
        let work = BackgroundWork(
            { [writer] in try writer.store(rows.removeAll(), receipt) },
            whenDone: whenStored
        )
        storing = (receipt, work)
    }

    private func finishStoring() throws {
        guard let (receipt, work) = storing.take() else { return }
        try work.wait()
        storage.note(receipt)
    }

    private func store(with others: [ReceivedRequest] = []) throws {
        try finishStoring()
        try reader.flush()
        let receipt = storage.receipt(with: others)
        if receipt.isEmpty { return }
        try writer.store(batches.removeAll(), receipt)
        storage.note(receipt)
    }

    private func read(_ request: ReceivedRequest) throws -> RequestOutcome {
        let signal: OTLPSignal?
        switch RequestFormat(rawValue: request.format) {
        case .json: signal = nil
        case .protobufTraces: signal = .traces
        case .protobufLogs: signal = .logs
        case .protobufMetrics: signal = .metrics
        case .lokiJSON, .lokiProtobuf, nil:
            throw DossierError(
                .formatTooNew,
                "a newer version has left requests of format \(request.format) beside the store",
                path: path
            )
        }
        return try reader.read(request: request.body, protobuf: signal, number: input)
    }

    /// Goes back to the requests that are kept after an error; returns what is said of it.
    private func recover(from error: any Error) -> DossierError {
        try? finishStoring()
        reader.dropBatch()
        _ = batches.removeAll()
        // Each of them was read before.
        try? readKept()
        return DossierError(translating: cause(of: error))
    }

    private func readKept() throws {
        for request in storage.kept { _ = try read(request) }
    }

    /// Offsets are within a request, so none says how far the receiver has read.
    private static func withoutOffsets(_ batch: consuming Batch, input: Int) -> Batch {
        batch.progress = [
            InputProgress(
                input: input,
                byteOffset: 0,
                elementCount: 0,
                prefixHash: 0,
                tailByteCount: 0,
                isFinished: true
            )
        ]
        return batch
    }
}

extension AddedRequest {
    fileprivate init(_ outcome: RequestOutcome) {
        rejectedCount = outcome.rejectedCount
        reason = outcome.reason
        isUnderstood = outcome.isUnderstood
        untracedSpanCount = outcome.untracedSpanCount
    }
}
