internal import Glibc

/// The files that the arguments of `rules` stand for.
struct RuleFiles {
    /// The files, those of a folder in the order of their names.
    private(set) var paths: [String] = []
    /// Entries of folders that are no YAML files.
    private(set) var skipped: [String] = []
    /// Folders without a YAML file.
    private(set) var emptyFolders: [String] = []

    init(_ arguments: [String]) throws {
        for argument in arguments {
            guard Self.isFolder(argument) else {
                paths.append(argument)
                continue
            }
            try add(folder: argument)
        }
    }

    private mutating func add(folder: String) throws {
        guard let stream = opendir(folder) else {
            throw CommandFailure("\(folder): \(systemMessage(errno))")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        var count = 0
        for name in names.sorted() {
            let isRuleFile = name.hasSuffix(".yml") || name.hasSuffix(".yaml")
            if isRuleFile, !Self.isFolder(prefix + name) {
                paths.append(prefix + name)
                count += 1
            } else {
                skipped.append(prefix + name)
            }
        }
        if count == 0 { emptyFolders.append(folder) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Says what is not read; throws if nothing is.
    func report() throws {
        for path in skipped { Messages.note("skipped \(path): not a .yml or .yaml file") }
        if let folder = emptyFolders.first {
            throw CommandFailure("\(folder): the folder has no .yml or .yaml files")
        }
    }
}
