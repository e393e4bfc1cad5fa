internal import DossierColumns
internal import DossierOTLP
internal import DossierStore

/// Reads requests into rows, and has both stored; belongs to one thread.
///
/// Small requests are kept in the journal of the store, while their rows gather in memory until there
/// are enough for blocks of some size; large ones are stored in blocks at once.
final class RequestWriter {
    /// Rows of requests with so many bytes are stored in blocks.
    private static let keptByteLimit = 4 << 20
    private static let remarkCountMax = 4096
    /// What stands for the receiver among the inputs of a store.
    private static let inputPath = "requests"
    private static let inputEncoding = "http"

    let path: String
    private let storage: RequestStorage
    private let input: Int
    /// What was to be said about requests that were not read as a whole.
    private var remarks: [RequestHash: AddedRequest] = [:]
    private var reader: DumpReader

    /// Takes a writer, which it closes in the end, and stores what a killed process has kept.
    init(_ writer: StoreWriter) throws {
        do {
            path = writer.path
            let storage = try RequestStorage(writer)
            let input =
                writer.inputs.first { $0.encoding == Self.inputEncoding }?.id
                ?? writer.addInput(
                    path: Self.inputPath,
                    encoding: Self.inputEncoding,
                    headByteCount: 0,
                    headHash: 0
                )
            self.storage = storage
            self.input = input
            reader = DumpReader(deliver: { batch in
                try storage.add(RequestWriter.withoutOffsets(consume batch, input: input))
            })
            try readKept()
            try store()
        } catch {
            writer.close()
            throw error
        }
    }

    /// Whether the rows of all requests are in blocks.
    var isSettled: Bool { storage.kept.isEmpty }

    /// Adds requests; they are on the medium when it returns, but for those that failed.
    func add(_ requests: [ReceivedRequest]) -> [RequestQueue.AddResult] {
        let hashes = requests.map { RequestHash($0) }
        var new: Set<RequestHash> = []
        var newRequests: [ReceivedRequest] = []
        do {
            for (request, hash) in zip(requests, hashes)
            where !new.contains(hash) && !storage.contains(hash) {
                let added = AddedRequest(try read(request))
                if added != AddedRequest() { remark(added, on: hash) }
                new.insert(hash)
                newRequests.append(request)
            }
            try put(newRequests)
        } catch {
            let failure = DossierError(translating: cause(of: error))
            recover()
            return hashes.map { storage.contains($0) ? .success(repeated($0)) : .failure(failure) }
        }
        return hashes.map { hash in
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
            recover()
            return .failure(DossierError(translating: cause(of: error)))
        }
    }

    func close() { storage.close() }

    private func put(_ requests: [ReceivedRequest]) throws {
        if requests.isEmpty { return }
        if storage.hasRoom(for: requests, byteLimit: Self.keptByteLimit) {
            do throws(StoreError) {
                return try storage.keep(requests)
            } catch {
                // The medium of the journal may fail where that of the store does not.
            }
        }
        try store(with: requests)
    }

    private func store(with others: [ReceivedRequest] = []) throws {
        try reader.flush()
        try storage.store(with: others)
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

    /// Goes back to the requests that are kept.
    private func recover() {
        reader.dropBatch()
        storage.dropRows()
        // Each of them was read before.
        try? readKept()
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
