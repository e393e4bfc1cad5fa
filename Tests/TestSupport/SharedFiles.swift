import Foundation

/// Where the conformance files are that are not part of the repository.
package enum SharedFiles {
    package static let folder: String? = {
        let environment = ProcessInfo.processInfo.environment["DOSSIER_SHARED"]
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let candidates = [environment, root.path + "/../shared"].compactMap { $0 }
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// The test files of PromQL, by name.
    package static let testFiles: [String] = {
        guard let folder else { return [] }
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder + path)
        return (names ?? []).filter { $0.hasSuffix(".test") }.sorted()
    }()

    package static func text(of name: String) throws -> String {
        try String(contentsOfFile: (folder ?? "") + path + "/" + name, encoding: .utf8)
    }

    private static let path = "/conformance/promql"
}
