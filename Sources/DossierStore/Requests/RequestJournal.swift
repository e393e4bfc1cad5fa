import DossierBlocks
import Glibc

/// The file beside a store that keeps requests until their rows are in blocks.
///
/// A commit waits for the medium about five times, which is too much for a request of ten spans.
/// Here a group of requests waits once: the file has its size already, so that only its content is
/// written. Records follow each other from the start of a half of the file. While rows of the one
/// half are stored in blocks, the other one takes requests. Once the rows are in blocks, the next
/// records overwrite those of their requests; what is left from earlier is detected from the numbers.
///
/// A record is five little-endian words of 8 bytes, the journal's id, the number of the request, how
/// many bytes its body has, its format, and a checksum of all the others; then the body, and zeros up
/// to a multiple of 8 bytes. docs/format.md has the checksum.
final class RequestJournal: Sendable {
    /// Requests that don't fit into a half are stored in blocks at once.
    static let halfByteCount = 4 << 20
    private static let byteCount = 2 * halfByteCount
    private static let headerByteCount = 40

    let path: String
    private let id: UInt64
    private let descriptor: Int32

    /// Opens the journal of a store, whose lock the caller holds, and makes it if there is none.
    init(store: String, id: Int64) throws(StoreError) {
        path = Self.path(ofStore: store)
        self.id = UInt64(bitPattern: id)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(systemError("open", number: errno), path: path)
        }
        try allocate()
    }

    /// Opens the journal of a store to read it; nil if there is none.
    init?(reading store: String, id: Int64) throws(StoreError) {
        path = Self.path(ofStore: store)
        self.id = UInt64(bitPattern: id)
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw StoreError(systemError("open", number: errno), path: path)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Whether a store has a journal, which may be that of another.
    static func isPresent(besides store: String) -> Bool {
        access(path(ofStore: store), F_OK) == 0
    }

    static func path(ofStore store: String) -> String { store + "-requests" }

    /// Removes the journal; every request in it must be in blocks.
    static func remove(besides store: String) {
        unlink(path(ofStore: store))
    }

    /// The bytes that a request takes.
    static func byteCount(of request: ReceivedRequest) -> Int {
        headerByteCount + (request.body.count + 7) & ~7
    }

    /// Writes requests at an offset, and waits until they are on the medium.
    func write(
        _ requests: [ReceivedRequest],
        first: Int64,
        at offset: Int
    ) throws(StoreError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(requests.reduce(0) { $0 + Self.byteCount(of: $1) })
        for (index, request) in requests.enumerated() {
            append(request, number: first + Int64(index), to: &bytes)
        }
        try write(bytes, at: offset)
        guard fdatasync(descriptor) == 0 else {
            throw StoreError(systemError("fdatasync", number: errno), path: path)
        }
    }

    /// The requests after a number, in their order, and the number of the last.
    func requests(after number: Int64) throws(StoreError) -> (last: Int64, [ReceivedRequest]) {
        let bytes = try read()
        let found = [0, Self.halfByteCount]
            .flatMap { records(in: bytes, at: $0) }
            .filter { $0.number > number }
            .sorted { $0.number < $1.number }
        return (found.last?.number ?? number, found.map(\.request))
    }

    /// The records of a half of the file; the first that is not whole, or does not follow the one
    /// before, ends them.
    private func records(
        in bytes: [UInt8],
        at start: Int
    ) -> [(number: Int64, request: ReceivedRequest)] {
        var found: [(number: Int64, request: ReceivedRequest)] = []
        var offset = start
        let end = start + Self.halfByteCount
        while offset < end, let record = record(in: bytes, at: offset) {
            if let last = found.last, record.number != last.number + 1 { break }
            found.append(record)
            offset += Self.byteCount(of: record.request)
        }
        return found
    }

    private func append(_ request: ReceivedRequest, number: Int64, to bytes: inout [UInt8]) {
        let start = bytes.count
        append(id, to: &bytes)
        append(UInt64(bitPattern: number), to: &bytes)
        append(UInt64(request.body.count), to: &bytes)
        append(UInt64(request.format), to: &bytes)
        let header = Array(bytes[start...])
        append(Self.checksum(header, request.body[...]), to: &bytes)
        bytes.append(contentsOf: request.body)
        bytes.append(contentsOf: repeatElement(0, count: -request.body.count & 7))
    }

    private func append(_ word: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func checksum(_ header: [UInt8], _ body: ArraySlice<UInt8>) -> UInt64 {
        let seed = header.withUnsafeBytes { DossierBlocks.checksum(of: $0) }
        return body.withUnsafeBytes { contentHash128(of: $0, seed: seed).low }
    }

    private func record(
        in bytes: [UInt8],
        at offset: Int
    ) -> (number: Int64, request: ReceivedRequest)? {
        guard bytes.count - offset >= Self.headerByteCount else { return nil }
        let words = bytes.withUnsafeBytes { bytes in
            (0..<5).map { word in
                UInt64(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: offset + word * 8,
                        as: UInt64.self
                    )
                )
            }
        }
        let start = offset + Self.headerByteCount
        guard words[0] == id, words[1] > 0, words[1] <= UInt64(BlockInfo.numberLimit),
            words[2] <= UInt64(bytes.count - start), let format = UInt8(exactly: words[3])
        else { return nil }
        let body = bytes[start..<(start + Int(words[2]))]
        let header = Array(bytes[offset..<(offset + Self.headerByteCount - 8)])
        guard Self.checksum(header, body) == words[4] else { return nil }
        return (Int64(words[1]), ReceivedRequest(format: format, body: Array(body)))
    }

    // MARK: - The file

    /// Gives the file its size, so that nothing but content has to be written later.
    private func allocate() throws(StoreError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw StoreError(systemError("fstat", number: errno), path: path)
        }
        let missing = Self.byteCount - Int(status.st_size)
        guard missing > 0 else { return }
        try write([UInt8](repeating: 0, count: missing), at: Int(status.st_size))
        guard fsync(descriptor) == 0 else {
            throw StoreError(systemError("fsync", number: errno), path: path)
        }
        let entry = open(folder(of: path), O_RDONLY | O_CLOEXEC)
        guard entry >= 0 else {
            throw StoreError(systemError("open", number: errno), path: path)
        }
        defer { close(entry) }
        guard fsync(entry) == 0 else {
            throw StoreError(systemError("fsync", number: errno), path: path)
        }
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
                return pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            }
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                let number = count == 0 ? ENOSPC : errno
                throw StoreError(systemError("write", number: number), path: path)
            }
        }
    }

    private func read() throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { bytes in
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
                return pread(descriptor, rest.baseAddress, rest.count, off_t(done))
            }
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw StoreError(systemError("read", number: errno), path: path)
            }
        }
        return bytes
    }
}
