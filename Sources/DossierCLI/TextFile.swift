internal import DossierRules
internal import Glibc

/// Reads rule files and test files.
enum TextFile {
    static func read(_ path: String) throws -> String {
        guard let stream = fopen(path, "r") else { throw CommandFailure(systemMessage(errno)) }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        repeat {
            let count = fread(&buffer, 1, buffer.count, stream)
            bytes += buffer[..<count]
            guard ferror(stream) == 0 else { throw CommandFailure(systemMessage(errno)) }
        } while feof(stream) == 0
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes.starts(with: byteOrderMark) { bytes.removeFirst(byteOrderMark.count) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("the file is not valid UTF-8")
        }
        return text
    }

    static func write(_ text: String, to path: String) throws {
        guard let stream = fopen(path, "w") else {
            throw CommandFailure("\(path): \(systemMessage(errno))")
        }
        let isWritten = fputs(text, stream) >= 0
        guard fclose(stream) == 0, isWritten else {
            throw CommandFailure("\(path): \(systemMessage(errno))")
        }
    }

    /// The problems of a file, each with its name in front.
    static func problems(_ error: any Error, in path: String) -> [String] {
        guard let error = error as? YAMLFileError else { return ["\(path): \(error)"] }
        return error.issues.map { "\(path): \($0)" }
    }

    /// The files that match a glob pattern, which is relative to the folder of another file.
    static func paths(matching pattern: String, besides file: String) -> [String] {
        let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern.hasPrefix("/") ? pattern : folder + pattern, 0, nil, &found) == 0,
            let paths = found.gl_pathv
        else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            paths[index].map { String(cString: $0) }
        }
    }
}
