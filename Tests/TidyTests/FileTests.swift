import TestSupport
import Testing

/// What holds for every file: its length, its name, and that it knows no machine.
@Suite struct FileTests {
    private static let lineCountMax = 600
    private static let functionLineCountMax = 70
    /// Functions that are tables, by a part of their first line.
    private static let tables = ["init(camelCase bytes: UnsafeRawBufferPointer)"]

    private static let folders = [
        "Sources", "Tests", "Benchmarks", "Fuzzing", "docs", "schema", "scripts", ".ci",
        "Package.swift", "Makefile", "README.md", "CONTRIBUTING.md", "CHANGELOG.md",
    ]

    static let files = folders.flatMap { Repository.files(in: $0) }
    static let swiftFiles = files.filter { $0.hasSuffix(".swift") }

    @Test func theWalkFindsTheFiles() {
        #expect(Self.swiftFiles.count > 300)
        #expect(Self.files.contains("Sources/DossierCLI/Commands/DossierCommand.swift"))
        #expect(Self.files.contains("README.md"))
    }

    @Test func filesAreShort() {
        for file in Self.files where file.hasSuffix(".swift") || file.hasSuffix(".py") {
            let count = Repository.text(file).utf8.count { $0 == 0x0a }
            #expect(count <= Self.lineCountMax, "\(file) has \(count) lines")
        }
    }

    @Test func functionsAreShort() {
        for file in Self.swiftFiles where file.hasPrefix("Sources/") {
            for (line, count) in Self.functions(in: Repository.text(file))
            where !Self.tables.contains(where: { line.contains($0) }) {
                #expect(count <= Self.functionLineCountMax, "\(file): \(line) has \(count) lines")
            }
        }
    }

    /// The first line and the number of lines of each function: it ends at the brace below its
    /// beginning, as the formatter puts it.
    private static func functions(in text: String) -> [(line: Substring, count: Int)] {
        let declaration =
            #/(?:@\w+ |@inline\(\w+\) |[a-z]+ |private\(set\) )*(?:func |init[?!]?[(<]|subscript[(<])/#
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var functions: [(line: Substring, count: Int)] = []
        for (index, line) in lines.enumerated() {
            let code = line.drop { $0 == " " }
            guard code.utf8.contains(UInt8(ascii: "(")), code.prefixMatch(of: declaration) != nil
            else { continue }
            let indent = line.count - code.count
            let rest = lines[index...].dropFirst().prefix { line in
                line.isEmpty || line.utf8.prefix(indent).allSatisfy { $0 == 0x20 }
            }
            let end = rest.firstIndex { line in
                line.dropFirst(indent).hasPrefix("}")
            }
            if let end { functions.append((code, end - index + 1)) }
        }
        return functions
    }

    @Test func namesOfFilesSayWhatIsInThem() {
        let banned: Set<Substring> = [
            "Util", "Utils", "Utilities", "Helper", "Helpers", "Misc", "Common", "Commons", "Base",
            "Manager", "Stuff", "Extensions", "Types", "Constants",
        ]
        for file in Self.swiftFiles {
            let name = file.split(separator: "/").last?.dropLast(".swift".count) ?? ""
            let words = name.matches(of: #/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/#).map(\.output)
            if let last = words.last {
                #expect(!banned.contains(last), "\(file): name what is in it")
            }
        }
        for folder in Set(Self.swiftFiles.flatMap { $0.split(separator: "/").dropLast() }) {
            #expect(!banned.contains(folder), "name what is in the folder \(folder)")
        }
    }

    @Test func filesEndWithALineFeed() {
        for file in Self.files where !file.hasPrefix("Fuzzing/Seeds/") {
            let text = Repository.text(file)
            #expect(text.isEmpty || text.utf8.last == 0x0a, "\(file)")
        }
    }

    @Test func noFileNamesAMachine() {
        let paths = #/(?:^|[\s"'`=(:])(/(?:root|home|work|Users|mnt|tmp)/[\w.-]+)/#
        for file in Self.files where !file.hasPrefix("Tests/TidyTests/") {
            for match in Repository.text(file).matches(of: paths)
            where !match.1.hasPrefix("/tmp/dossier-") {
                Issue.record("\(file): \(match.1)")
            }
        }
    }
}
