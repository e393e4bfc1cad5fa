import Glibc
import TestSupport

extension TemporaryFolder {
    /// The names of the files in the folder, sorted.
    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// The bytes of a file; nil if it can't be read.
///
/// Only for files that no connection of this process has open: closing the descriptor would drop
/// its locks.
func readFile(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(file))
    rewind(file)
    let count = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    return count == bytes.count ? bytes : nil
}

func writeFile(_ path: String, _ bytes: some Collection<UInt8>) {
    guard let file = fopen(path, "w") else { fatalError("can't write \(path)") }
    defer { fclose(file) }
    let bytes = Array(bytes)
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
}
