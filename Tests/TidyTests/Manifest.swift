import TestSupport

/// The targets of `Package.swift`, as its text declares them.
struct Manifest {
    struct Target {
        let kind: Substring
        let name: String
        /// Names of targets, and of products of other packages.
        let dependencies: [String]
        /// Whether it is in `Sources`, in the folder of its name.
        let isModule: Bool
    }

    let targets: [Target]

    init(_ text: String = Repository.text("Package.swift")) {
        let text = text.split(separator: "\n")
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            .joined(separator: "\n")
        let declaration = #/\.(target|executableTarget|systemLibrary|testTarget)\(/#
        targets = text.matches(of: declaration).compactMap { match in
            let body = Self.balanced(text[text.index(before: match.range.upperBound)...])
            guard let name = body.firstMatch(of: #/name: "([^"]+)"/#)?.1 else { return nil }
            return Target(
                kind: match.1,
                name: String(name),
                dependencies: Self.dependencies(in: body),
                isModule: match.1 != "testTarget" && !body.contains("path: \"")
            )
        }
    }

    /// The modules written in Swift.
    var modules: [Target] { targets.filter { $0.isModule && $0.name.hasPrefix("Dossier") } }

    private static func dependencies(in body: Substring) -> [String] {
        guard let start = body.firstRange(of: "dependencies: [") else { return [] }
        let list = balanced(body[body.index(before: start.upperBound)...])
        return list.replacing(#/package: "[^"]*"/#, with: "")
            .matches(of: #/"([^"]+)"/#).map { String($0.1) }
    }

    /// The text from an opening bracket to the one that closes it.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 0
        var isQuoted = false
        for index in text.indices {
            switch text[index] {
            case "\"": isQuoted.toggle()
            case "(", "[": depth += isQuoted ? 0 : 1
            case ")", "]": depth -= isQuoted ? 0 : 1
            default: break
            }
            if depth == 0 { return text[...index] }
        }
        return text
    }
}
