internal import DossierPromQL
internal import Foundation
internal import Glibc

/// Files of rules and tests.
enum TextFile {
    /// A file that is something else than text.
    private struct NotUTF8: LocalizedError {
        var errorDescription: String? { "the file is not text in UTF-8; convert it" }
    }

    static func read(_ path: String) throws -> String {
        let data = try Data(contentsOf: URL(filePath: path))
        guard let text = String(data: data, encoding: .utf8) else { throw NotUTF8() }
        return text
    }

    /// What is wrong with a file, a line each, with its name before.
    static func problems(_ error: any Error, in path: String) -> [String] {
        guard let error = error as? YAMLFileError else { return ["\(path): \(reason(error))"] }
        return error.issues.map { "\(path): \($0)" }
    }

    static func reason(_ error: any Error) -> String {
        (error as NSError).localizedDescription
    }

    /// The files that a pattern names, which is relative to the folder of another file.
    static func paths(matching pattern: String, besides file: String) -> [String] {
        let folder = URL(filePath: file).deletingLastPathComponent().relativePath
        let full = pattern.hasPrefix("/") ? pattern : "\(folder)/\(pattern)"
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(full, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            paths[index].map { String(cString: $0) }
        }
    }
}
