import Glibc

/// A folder that is removed with everything in it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        var template = Array("/tmp/dossier-tests-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("no temporary folder") }
        path = String(cString: made)
    }

    deinit {
        removeAll(path)
    }

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes a folder inside; returns its path.
    @discardableResult
    package func makeFolder(_ name: String) -> String {
        precondition(mkdir(file(name), 0o755) == 0)
        return file(name)
    }

    /// Writes a file, in place of an older one; returns its path.
    @discardableResult
    package func write(_ name: String, _ bytes: some Collection<UInt8>) -> String {
        guard let stream = fopen(file(name), "w") else { fatalError("cannot write \(name)") }
        defer { fclose(stream) }
        let bytes = Array(bytes)
        precondition(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
        return file(name)
    }

    /// The bytes of a file.
    ///
    /// Not while a connection of this process is in a transaction on it: closing any descriptor of a
    /// file drops the process's locks.
    package func read(_ name: String) -> [UInt8] {
        guard let stream = fopen(file(name), "r") else { fatalError("cannot read \(name)") }
        defer { fclose(stream) }
        fseek(stream, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(stream))
        rewind(stream)
        precondition(fread(&bytes, 1, bytes.count, stream) == bytes.count)
        return bytes
    }

    @discardableResult
    package func write(_ name: String, _ text: String) -> String { write(name, text.utf8) }
}

/// Removes a file, or a folder with everything in it.
private func removeAll(_ path: String) {
    guard remove(path) != 0, let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { removeAll("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
}
