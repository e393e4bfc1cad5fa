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
    static let headerByteCount = 40

    let path: String
    let id: UInt64
    private let descriptor: Int32

    /// Opens the journal of a store, whose lock the caller holds, and makes it if there is none.
    ///
    /// What is in it must have been read, so that it is known to be that of the store.
    convenience init(store: String, id: Int64) throws(StoreError) {
        try self.init(opening: Self.path(ofStore: store), id: id, O_RDWR | O_CREAT)
        try allocate()
        try takePermissions(ofStore: store)
    }

    /// Opens the journal of a store to read it; nil if there is none.
    convenience init?(reading store: String, id: Int64) throws(StoreError) {
        guard Self.isPresent(besides: store) else { return nil }
        try self.init(opening: Self.path(ofStore: store), id: id, O_RDONLY)
    }

    private init(opening path: String, id: Int64, _ flags: Int32) throws(StoreError) {
        self.path = path
        self.id = UInt64(bitPattern: id)
        // What is no file at all is not waited for.
        descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            let code = errno == ELOOP ? .foreignRequests : systemError("open", number: errno)
            throw StoreError(code, path: path)
        }
        guard try status().st_mode & S_IFMT == S_IFREG else {
            throw StoreError(.foreignRequests, path: path)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Whether a store has a journal, which may be that of another.
    static func isPresent(besides store: String) -> Bool {
        var status = stat()
        return lstat(path(ofStore: store), &status) == 0
    }

    static func path(ofStore store: String) -> String { store + "-requests" }

    /// Whether the path still leads to the file that is open.
    var isInPlace: Bool {
        var named = stat()
        guard lstat(path, &named) == 0, let status = try? status() else { return false }
        return FileIdentity(named) == FileIdentity(status)
    }

    /// Removes the journal; every request in it must be in blocks.
    func remove() {
        if isInPlace { unlink(path) }
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
        do throws(StoreError) {
            try write(bytes, at: offset)
            guard fdatasync(descriptor) == 0 else {
                throw StoreError(systemError("fdatasync", number: errno), path: path)
            }
        } catch {
            // They are refused, so they must not be found later behind others.
            try? write([UInt8](repeating: 0, count: bytes.count), at: offset)
            throw error
        }
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

    static func checksum(_ header: [UInt8], _ body: ArraySlice<UInt8>) -> UInt64 {
        let seed = header.withUnsafeBytes { DossierBlocks.checksum(of: $0) }
        return body.withUnsafeBytes { contentHash128(of: $0, seed: seed).low }
    }

    // MARK: - The file

    /// Gives the file its size, so that nothing but content has to be written later.
    private func allocate() throws(StoreError) {
        let size = Int(try status().st_size)
        if size < Self.byteCount {
            try write([UInt8](repeating: 0, count: Self.byteCount - size), at: size)
        }
        // Another process may have been killed before it did that.
        try synchronize()
    }

    /// Overwrites everything.
    func clear() throws(StoreError) {
        try write([UInt8](repeating: 0, count: Self.byteCount), at: 0)
        try synchronize()
    }

    /// Copies the file, in which bytes can't be read, to one beside it; says so for a person.
    func setAside(_ damage: [Range<Int>]) throws(StoreError) -> String {
        var copy = path + "-damaged"
        var number = 2
        var target = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        while target < 0, errno == EEXIST {
            copy = "\(path)-damaged-\(number)"
            number += 1
            target = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard target >= 0 else { throw StoreError(systemError("open", number: errno), path: copy) }
        defer { close(target) }
        try Self.write(try read(), to: target, at: 0, path: copy)
        try synchronizeFile(copy)
        try synchronizeFile(folder(of: copy))
        let places = damage.map { "\($0.count) bytes from byte \($0.lowerBound)" }
            .joined(separator: ", ")
        return "\(path): can't read \(places): they are damaged, or were being written when the"
            + " process ended and not acknowledged; the other requests are stored, and the file as it"
            + " was is kept as \(copy)"
    }

    private func synchronize() throws(StoreError) {
        guard fsync(descriptor) == 0 else {
            throw StoreError(systemError("fsync", number: errno), path: path)
        }
        try synchronizeFile(folder(of: path))
    }

    /// Lets those read the journal who can read the store.
    private func takePermissions(ofStore store: String) throws(StoreError) {
        var ofStore = stat()
        guard stat(store, &ofStore) == 0 else {
            throw StoreError(accessError(number: errno, path: store), path: store)
        }
        let mode = ofStore.st_mode & 0o666
        // It may belong to another user.
        if try status().st_mode & 0o777 != mode { fchmod(descriptor, mode) }
    }

    private func status() throws(StoreError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw StoreError(systemError("fstat", number: errno), path: path)
        }
        return status
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
        try Self.write(bytes, to: descriptor, at: offset, path: path)
    }

    private static func write(
        _ bytes: [UInt8],
        to descriptor: Int32,
        at offset: Int,
        path: String
    ) throws(StoreError) {
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

    /// The content of the file.
    func read() throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { bytes in
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
                return pread(descriptor, rest.baseAddress, rest.count, off_t(done))
            }
            if count == 0 { return Array(bytes.prefix(done)) }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw StoreError(systemError("read", number: errno), path: path)
            }
        }
        return bytes
    }
}
