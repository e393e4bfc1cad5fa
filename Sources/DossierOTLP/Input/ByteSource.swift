internal import Glibc

/// Where encoded bytes come from: a descriptor read with `read(2)`, or bytes in memory.
final class ByteSource {
    /// The path as given, `-` for standard input, or the name given to bytes in memory.
    let path: String
    /// How many bytes there are from here to the end; nil for pipes and devices.
    let byteCount: UInt64?
    /// How many bytes have been read.
    private(set) var offset: UInt64 = 0

    private let origin: Origin

    private enum Origin {
        case file(Int32)
        case standardInput
        case memory([UInt8])
    }

    var isStandardInput: Bool {
        if case .standardInput = origin { true } else { false }
    }

    /// How many bytes there are, if they are in memory.
    var memoryByteCount: Int? {
        if case .memory(let bytes) = origin { bytes.count } else { nil }
    }

    init(bytes: [UInt8], name: String) {
        path = name
        byteCount = UInt64(bytes.count)
        origin = .memory(bytes)
    }

    init(path: String) throws(InputError) {
        self.path = path
        guard path != "-" else {
            origin = .standardInput
            var info = stat()
            byteCount =
                fstat(STDIN_FILENO, &info) == 0
                ? Self.remainingByteCount(of: STDIN_FILENO, info) : nil
            return
        }
        let descriptor = try Self.open(path)
        var info = stat()
        guard fstat(descriptor, &info) == 0 else {
            let cause = errno
            close(descriptor)
            throw InputError(.openFailed, path: path, cause: cause)
        }
        guard info.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw InputError(.isFolder, path: path)
        }
        origin = .file(descriptor)
        byteCount = Self.remainingByteCount(of: descriptor, info)
    }

    deinit {
        if case .file(let descriptor) = origin { close(descriptor) }
    }

    private static func open(_ path: String) throws(InputError) -> Int32 {
        while true {
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
            if descriptor >= 0 { return descriptor }
            let cause = errno
            guard cause == EINTR else {
                throw InputError.naming(path, otherwise: .openFailed, cause: cause)
            }
        }
    }

    /// The bytes of a regular file after its descriptor's position; nil for anything else.
    private static func remainingByteCount(of descriptor: Int32, _ info: stat) -> UInt64? {
        guard info.st_mode & S_IFMT == S_IFREG else { return nil }
        let position = lseek(descriptor, 0, SEEK_CUR)
        return UInt64(max(0, info.st_size - max(0, position)))
    }

    /// Reads what is available, at most the buffer's size, and waits only if nothing is; 0 at the
    /// end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        let count: Int
        switch origin {
        case .file(let descriptor):
            count = try read(descriptor, into: buffer)
        case .standardInput:
            count = try read(STDIN_FILENO, into: buffer)
        case .memory(let bytes):
            let rest = bytes[Int(offset)...].prefix(buffer.count)
            buffer.copyBytes(from: rest)
            count = rest.count
        }
        offset += UInt64(count)
        return count
    }

    /// Whether any offset can be read at any time.
    var isSeekable: Bool {
        switch origin {
        case .file: byteCount != nil
        case .standardInput: false
        case .memory: true
        }
    }

    /// Reads at an offset, at most the buffer's size; 0 at the end.
    ///
    /// Only if `isSeekable`. May be called by several threads at once.
    func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: UInt64
    ) throws(InputError) -> Int {
        switch origin {
        case .memory(let bytes):
            let rest = bytes.dropFirst(Int(clamping: offset)).prefix(buffer.count)
            buffer.copyBytes(from: rest)
            return rest.count
        case .standardInput: return 0
        case .file(let descriptor):
            while true {
                let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
                if count >= 0 { return count }
                let cause = errno
                guard cause == EINTR else {
                    throw InputError(.readFailed, path: path, byteOffset: offset, cause: cause)
                }
            }
        }
    }

    private func read(
        _ descriptor: Int32,
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(InputError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            let cause = errno
            switch cause {
            case EINTR:
                continue
            case EAGAIN:
                // Standard input may have been made non-blocking by the process that shares it.
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&request, 1, -1)
            default:
                throw InputError(.readFailed, path: path, byteOffset: offset, cause: cause)
            }
        }
    }
}
