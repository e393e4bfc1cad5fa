import DossierBlocks

/// What a request is recognised by when it is sent again: a 128-bit hash of its decoded body.
package struct RequestHash: Hashable, Sendable {
    fileprivate let high: UInt64
    fileprivate let low: UInt64

    fileprivate init(body: [UInt8], format: UInt8) {
        (high, low) = body.withUnsafeBytes { contentHash128(of: $0, seed: UInt64(format)) }
    }

    fileprivate init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(low)
    }
}

/// A request of a receiver, as it is kept until its rows are in blocks.
package struct ReceivedRequest: Sendable {
    /// What the body is; numbers of the receiver, which stay the same for ever.
    package let format: UInt8
    /// Without its content coding.
    package let body: [UInt8]
    package let hash: RequestHash

    package init(format: UInt8, body: [UInt8]) {
        self.format = format
        self.body = body
        hash = RequestHash(body: body, format: format)
    }
}

/// A row of the table `receipt`: the hashes of requests that follow each other.
struct StoredReceipt: Sendable {
    private static let hashByteCount = 16

    /// The number of the first request; the others follow.
    let first: Int64
    let hashes: [RequestHash]

    init(first: Int64, hashes: [RequestHash]) {
        self.first = first
        self.hashes = hashes
    }

    init(_ row: CheckedRow) throws(StoreError) {
        first = try row.int(0, in: 1...BlockInfo.numberLimit)
        let bytes = try row.bytes(1)
        guard !bytes.isEmpty, bytes.count % Self.hashByteCount == 0 else {
            throw row.damage("\(bytes.count) bytes are no list of hashes")
        }
        hashes = bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: Self.hashByteCount).map { start in
                let low = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                let high = bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
                return RequestHash(high: UInt64(littleEndian: high), low: UInt64(littleEndian: low))
            }
        }
    }

    var values: [StoredValue] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Self.hashByteCount)
        for hash in hashes {
            withUnsafeBytes(of: hash.low.littleEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: hash.high.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return [.int(first), .blob(bytes)]
    }
}
