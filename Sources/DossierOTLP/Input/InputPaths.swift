/// Expands a list of paths to the inputs that it stands for.
package enum InputPaths {
    /// The files of a store, which are inputs only if they are named.
    private static let skippedSuffixes = [".dossier", "-journal", "-wal", "-shm"]

    /// Replaces directories by the files in them, at any depth, in the order of the names' bytes.
    ///
    /// In directories, hidden entries, files of a store, and everything but regular files are
    /// skipped; symbolic links are followed to files, not to directories. A file found twice is
    /// kept once, at its first position, and is explicit if any path names it. `-` stays as it is.
    /// `isEmpty` is called with each folder that holds nothing to read.
    package static func expand(
        _ paths: [String],
        isEmpty: (String) -> Void = { _ in }
    ) throws(InputError) -> [(path: String, isExplicit: Bool)] {
        var found: [(path: String, isExplicit: Bool)] = []
        var indices: [FileIdentity: Int] = [:]

        func add(_ path: String, _ identity: FileIdentity, isExplicit: Bool) {
            if let index = indices[identity] {
                found[index].isExplicit = found[index].isExplicit || isExplicit
            } else {
                indices[identity] = found.count
                found.append((path, isExplicit))
            }
        }

        for path in paths {
            guard path != "-" else {
                if !found.contains(where: { $0.path == "-" }) { found.append((path, true)) }
                continue
            }
            let identity = try FileIdentity(following: path)
            guard identity.kind == .folder else {
                add(path, identity, isExplicit: true)
                continue
            }
            let files = try files(in: path)
            if files.isEmpty { isEmpty(path) }
            for (path, identity) in files { add(path, identity, isExplicit: false) }
        }
        return found
    }

    private static func files(
        in folder: String
    ) throws(InputError) -> [(path: String, identity: FileIdentity)] {
        var files: [(path: String, identity: FileIdentity)] = []
        // A stack of paths, the next one last: depth-first without recursion over user input.
        var pending = try children(of: folder)
        while let path = pending.popLast() {
            // Entries may vanish and links may be broken; there is nothing to read in either.
            guard let entry = try identity(at: path) else { continue }
            switch entry.kind {
            case .folder:
                pending += try children(of: path)
            case .regularFile:
                if !isOfStore(path) { files.append((path, entry)) }
            case .symbolicLink:
                guard let target = try identity(following: path), target.kind == .regularFile,
                    !isOfStore(path)
                else { continue }
                files.append((path, target))
            case .other:
                continue
            }
        }
        return files
    }

    /// The paths of the entries that are not hidden, in descending order.
    private static func children(of folder: String) throws(InputError) -> [String] {
        let prefix = folder.utf8.last == UInt8(ascii: "/") ? folder : "\(folder)/"
        return try DirectoryEntries(of: folder).names.reversed()
            .filter { $0.utf8.first != UInt8(ascii: ".") }
            .map { prefix + $0 }
    }

    private static func isOfStore(_ path: String) -> Bool {
        skippedSuffixes.contains { path.hasSuffix($0) }
    }

    private static func identity(at path: String) throws(InputError) -> FileIdentity? {
        do {
            return try FileIdentity(at: path)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    private static func identity(following path: String) throws(InputError) -> FileIdentity? {
        do {
            return try FileIdentity(following: path)
        } catch {
            guard error.code == .missing || error.isLinkLoop else { throw error }
            return nil
        }
    }
}
