import TestSupport

/// The table of modules in `docs/architecture.md`: what each module may import.
struct ModuleTable {
    struct Row {
        let module: String
        /// Names of targets and products.
        let imports: [String]
        /// Parts of the list that name no target or product.
        let unknown: [String]
    }

    let rows: [Row]

    init(_ manifest: Manifest, _ text: String = Repository.text("docs/architecture.md")) {
        let targets = manifest.targets.map(\.name)
        let known = Set(targets + manifest.targets.flatMap(\.dependencies))
        var rows: [Row] = []
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.drop { $0 == " " } }
            guard cells.count >= 3, let name = cells[0].wholeMatch(of: #/`(Dossier\w*)` */#)?.1
            else { continue }
            let names = { (text: Substring) in
                text.split(separator: ",").map { String($0).replacing(#/[` ]/#, with: "") }
                    .filter { !["", "nothing", "Glibc", "Foundation"].contains($0) }
                    .map { (word: $0, target: Self.target($0, in: known)) }
            }
            var imports: [String] = []
            var listed = cells[2]
            if let all = listed.prefixMatch(of: #/all above(?: but (.*))?/#) {
                let excluded = names(all.1 ?? "").compactMap(\.target)
                imports = rows.map(\.module).filter { !excluded.contains($0) }
                listed = ""
            }
            imports += names(listed).compactMap(\.target)
            rows.append(
                Row(
                    module: String(name),
                    imports: imports,
                    unknown: names(listed).filter { $0.target == nil }.map(\.word)
                )
            )
        }
        self.rows = rows
    }

    /// The target that a word means: `Columns` is `DossierColumns`, `zlib` is `CZlib`.
    private static func target(_ word: String, in known: Set<String>) -> String? {
        if word.hasPrefix("theClibrary") { return "CMemory" }
        let names = [word, "Dossier" + word, "C" + word].map { $0.lowercased() }
        return known.first { names.contains($0.lowercased()) }
    }
}
