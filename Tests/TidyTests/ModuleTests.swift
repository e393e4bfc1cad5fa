import TestSupport
import Testing

/// The layers: `docs/architecture.md`, `Package.swift` and the imports say the same.
@Suite struct ModuleTests {
    let manifest = Manifest()
    var table: ModuleTable { ModuleTable(manifest) }

    /// What a module may import without a word: Swift's own.
    private static let standard: Set = ["Glibc", "Synchronization"]
    /// The outer modules, which may use Foundation.
    private static let outer: Set = ["Dossier", "DossierCLI"]

    @Test func theTableHasEveryModule() {
        #expect(manifest.modules.count > 5)
        #expect(Set(table.rows.map(\.module)) == Set(manifest.modules.map(\.name)))
        #expect(table.rows.flatMap(\.unknown) == [])
    }

    @Test func theTableListsTheDependencies() {
        for module in manifest.modules {
            let row = table.rows.first { $0.module == module.name }
            #expect(
                Set(row?.imports ?? []) == Set(module.dependencies),
                "\(module.name): docs/architecture.md against Package.swift"
            )
        }
    }

    @Test func modulesImportRowsAboveThem() {
        var above: Set<String> = []
        let modules = Set(table.rows.map(\.module))
        for row in table.rows {
            let below = row.imports.filter { modules.contains($0) && !above.contains($0) }
            #expect(below == [], "\(row.module) comes before what it imports")
            above.insert(row.module)
        }
    }

    @Test func filesImportWhatTheirModuleMay() {
        for row in table.rows {
            let allowed = Set(row.imports).union(Self.standard)
                .union(Self.outer.contains(row.module) ? ["Foundation"] : [])
            var imported: Set<String> = []
            for file in Repository.files(in: "Sources/\(row.module)") where file.hasSuffix(".swift")
            {
                let names = Self.imports(in: Repository.text(file))
                imported.formUnion(names)
                #expect(
                    names.subtracting(allowed) == [],
                    "\(file) imports what \(row.module) may not"
                )
            }
            #expect(
                Set(row.imports).subtracting(imported) == [],
                "\(row.module) may import what no file of it does"
            )
        }
    }

    private static func imports(in text: String) -> Set<String> {
        let statement =
            #/(?:@\w+ +)*(?:(?:public|package|internal|fileprivate|private) +)?import +(?:(?:struct|class|enum|protocol|func|typealias|var|let) +)?(\w+).*/#
        var names: Set<String> = []
        for line in text.split(separator: "\n") where line.utf8.first != 0x20 {
            if let name = line.wholeMatch(of: statement)?.1 { names.insert(String(name)) }
        }
        return names
    }
}
