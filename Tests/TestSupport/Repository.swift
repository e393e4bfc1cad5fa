import Glibc

/// The files of the repository that the tests were built from.
package enum Repository {
    /// The path of its folder.
    package static let root =
        "/"
        + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// The path of a file that is named from the root.
    package static func path(_ name: String) -> String { "\(root)/\(name)" }

    package static func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

    /// A file as text; empty if it can't be read.
    package static func text(_ name: String) -> String {
        guard let stream = fopen(path(name), "r") else { return "" }
        defer { fclose(stream) }
        fseek(stream, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: max(0, ftell(stream)))
        rewind(stream)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The names of the files in a folder and in all below it, from the root, in order.
    ///
    /// Hidden files and symbolic links are left out; a file stands for itself.
    package static func files(in folder: String) -> [String] {
        var status = stat()
        guard lstat(path(folder), &status) == 0 else { return [] }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return [folder]
        case S_IFDIR: return entries(of: folder).flatMap { files(in: "\(folder)/\($0)") }
        default: return []
        }
    }

    private static func entries(of folder: String) -> [String] {
        guard let stream = opendir(path(folder)) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
            )
        }
        return names.filter { !$0.hasPrefix(".") && $0 != "__pycache__" }.sorted()
    }
}
