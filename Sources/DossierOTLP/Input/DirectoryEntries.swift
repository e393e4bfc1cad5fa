internal import Glibc

/// The names in a folder, without `.` and `..`, in the order of their bytes.
struct DirectoryEntries {
    let names: [String]

    init(of path: String) throws(InputError) {
        guard let folder = opendir(path) else {
            throw InputError.naming(path, otherwise: .listFailed, cause: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let name = try Self.name(of: entry, in: path)
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw InputError(.listFailed, path: path, cause: errno) }
        self.names = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func name(
        of entry: UnsafeMutablePointer<dirent>,
        in path: String
    ) throws(InputError) -> String {
        // The name ends with a zero byte inside the entry: readdir(3) says so.
        let start = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
        let bytes = start.assumingMemoryBound(to: CChar.self)
        guard let name = String(validatingCString: bytes) else {
            throw InputError(.nameNotUTF8, path: "\(path)/\(String(cString: bytes))")
        }
        return name
    }
}
