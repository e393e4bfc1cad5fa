import Glibc

/// The file that a compaction writes beside the store, and puts in its place when it is done.
struct CompactedFile {
    let path: String
    private let storePath: String

    init(of storePath: String) {
        self.storePath = storePath
        path = storePath + ".compacting"
    }

    /// Removes what a compaction left that did not finish; the caller holds the writer's lock.
    func remove() {
        unlink(path)
        unlink(path + "-journal")
    }

    /// Puts the file in the place of the store: whoever opens the store from now on gets it.
    func replaceStore() throws(StoreError) {
        var status = stat()
        if stat(storePath, &status) == 0 { chmod(path, status.st_mode & 0o7777) }
        try sync(path, O_RDWR)
        guard rename(path, storePath) == 0 else {
            throw StoreError(.system(operation: "rename", number: errno), path: path)
        }
        try sync(folder(of: storePath), O_RDONLY | O_DIRECTORY)
    }

    private func sync(_ path: String, _ flags: Int32) throws(StoreError) {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreError(.system(operation: "open", number: errno), path: path)
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw StoreError(.system(operation: "fsync", number: errno), path: path)
        }
    }
}
