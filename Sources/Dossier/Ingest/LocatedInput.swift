internal import DossierColumns
internal import DossierOTLP
internal import DossierStore
internal import Glibc

/// An input that a store holds, wholly or in part.
struct KnownInput {
    let number: Int
    let path: String
    let headByteCount: Int
    let headHash: UInt64
    let point: ResumePoint
    let prefixHash: UInt64
    let tailByteCount: UInt64

    init(_ record: InputRecord) {
        number = record.id
        path = record.path
        headByteCount = Int(clamping: record.headByteCount)
        headHash = record.headHash
        point = ResumePoint(byteOffset: record.byteOffset, elementCount: record.elementCount)
        prefixHash = record.prefixHash
        tailByteCount = record.tailByteCount
    }

    init(
        number: Int,
        path: String,
        head: InputHead,
        progress: InputProgress
    ) {
        self.number = number
        self.path = path
        headByteCount = head.byteCount
        headHash = head.hash
        point = ResumePoint(
            byteOffset: progress.byteOffset,
            elementCount: progress.elementCount
        )
        prefixHash = progress.prefixHash
        tailByteCount = progress.tailByteCount
    }
}

/// An input, opened and compared with what the store holds.
struct LocatedInput {
    /// What to read on from; nil if all of the input is in the store.
    let cursor: InputCursor?
    let encoding: String
    let head: InputHead
    /// The input of the store that this one is, or continues.
    let match: KnownInput?

    /// Opens an input and finds the longest known one that it starts with.
    ///
    /// `known` gives those that are known, when the input's head has been read.
    init(path: String, known: (InputHead) throws -> [KnownInput]) throws {
        let opened = try DecodedInput(path: path)
        encoding = opened.encoding.rawValue
        let isPipe = opened.isStandardInput
        var probe = InputCursor(opened)
        let head = InputHead(try probe.head())
        self.head = head
        if isPipe {
            match = nil
            cursor = probe
            return
        }
        var found: KnownInput?
        var position: UInt64 = 0
        for candidate in try known(head).filter({ $0.isCandidate(head: head, path: path) })
            .sorted(by: { $0.point.byteOffset < $1.point.byteOffset })
        {
            guard let hash = try probe.advance(to: candidate.point) else {
                position = .max
                break
            }
            position = candidate.point.byteOffset
            if hash == candidate.prefixHash { found = candidate }
        }
        if position != found?.point.byteOffset ?? 0 {
            probe = InputCursor(try DecodedInput(path: path))
            if let found { _ = try probe.advance(to: found.point) }
        }
        match = found
        let isKnown = if let found { try probe.hasLeft(found.tailByteCount) } else { false }
        cursor = isKnown ? nil : probe
    }
}

extension KnownInput {
    /// Whether the head of an input does not rule out that it is this one.
    fileprivate func isCandidate(head: InputHead, path: String) -> Bool {
        if headByteCount == 0 { return head.byteCount == 0 || path == self.path }
        return head.begins(withHash: headHash, of: headByteCount)
    }
}

/// The sum of the files' sizes in bytes; nil if one of them is no file.
func totalFileSize(_ paths: [String]) -> UInt64? {
    var total: UInt64 = 0
    for path in paths {
        var status = stat()
        guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let sum = total.addingReportingOverflow(UInt64(max(0, status.st_size)))
        // Sparse files may claim more than there is.
        total = sum.overflow ? .max : sum.partialValue
    }
    return total
}
