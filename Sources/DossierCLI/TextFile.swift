internal import DossierPromQL
internal import Foundation

/// Files of rules and tests.
enum TextFile {
    static func read(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    /// What is wrong with a file, a line each, with its name before.
    static func problems(_ error: any Error, in path: String) -> [String] {
        guard let error = error as? YAMLFileError else {
            return ["\(path): \((error as NSError).localizedDescription)"]
        }
        return error.issues.map { "\(path): \($0)" }
    }
}
