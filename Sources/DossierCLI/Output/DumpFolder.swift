internal import Glibc

/// Writes several files into a folder at once: under temporary names, and renamed when all of them
/// are complete.
final class DumpFolder {
    private struct File {
        let name: String
        let temporaryPath: String
        let descriptor: Int32
        let output: ByteOutput
    }

    private let path: String
    private var files: [File] = []

    /// Creates the folder if necessary, and opens the files.
    init(_ path: String, names: [String]) throws {
        self.path = path
        try Self.makeFolder(path)
        for name in names {
            do {
                files.append(try Self.open(name, in: path))
            } catch {
                discard()
                throw error
            }
        }
    }

    /// Whether a folder has an entry of a name.
    static func has(_ name: String, in path: String) -> Bool {
        access("\(path)/\(name)", F_OK) == 0
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try files.first { $0.name == name }?.output.write(bytes)
    }

    /// Renames the files, in order.
    func commit() throws {
        for file in files {
            try file.output.flush()
        }
        while let file = files.first {
            let target = "\(path)/\(file.name)"
            guard close(file.descriptor) == 0, rename(file.temporaryPath, target) == 0 else {
                throw CommandFailure("cannot write to '\(target)': \(systemMessage(errno))")
            }
            files.removeFirst()
        }
    }

    /// Removes files that were not renamed: none after ``commit()``.
    func discard() {
        for file in files {
            close(file.descriptor)
            unlink(file.temporaryPath)
        }
        files = []
    }

    private static func open(_ name: String, in path: String) throws -> File {
        // Hidden, so that an incomplete file is not mistaken for a dump.
        let temporaryPath = "\(path)/.\(name).\(getpid()).partial"
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        let descriptor = Glibc.open(temporaryPath, flags, 0o666)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot write into '\(path)': \(systemMessage(errno))")
        }
        let output = ByteOutput(descriptor, name: "'\(path)/\(name)'")
        return File(
            name: name,
            temporaryPath: temporaryPath,
            descriptor: descriptor,
            output: output
        )
    }

    private static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        throw CommandFailure(
            "cannot create the folder '\(path)': \(systemMessage(errno))"
                + (errno == ENOENT ? "; create '\(parent.joined(separator: "/"))' first" : "")
        )
    }
}
