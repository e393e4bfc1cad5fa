/// A verb of the command, as its source declares it.
package struct CommandVerb: Sendable, CustomStringConvertible {
    /// The words after the name of the command: `rules eval`.
    package let name: String
    /// The file that declares it.
    package let file: String
    package let source: String
    /// Whether it only groups other verbs.
    package let isGroup: Bool

    package var description: String { name }

    /// All verbs of the command, in the order in which its help lists them.
    package static let all: [CommandVerb] = {
        let sources = Repository.files(in: "Sources/DossierCLI")
            .map { ($0, Repository.text($0)) }
        var declarations: [Substring: Declaration] = [:]
        for (file, text) in sources {
            guard let type = text.firstMatch(of: #/struct (\w+): ParsableCommand/#)?.1,
                let name = text.firstMatch(of: #/commandName: "([^"]+)"/#)?.1
            else { continue }
            let list = text.firstMatch(of: #/subcommands: \[([^\]]*)\]/#)?.1 ?? ""
            declarations[type] = Declaration(
                name: String(name),
                file: file,
                source: text,
                subcommands: list.matches(of: #/(\w+)\.self/#).map(\.1)
            )
        }
        guard let root = declarations.values.first(where: { $0.name == "dossier" }) else {
            return []
        }
        return verbs(below: root, prefix: "", in: declarations)
    }()

    private struct Declaration {
        let name: String
        let file: String
        let source: String
        let subcommands: [Substring]
    }

    private static func verbs(
        below parent: Declaration,
        prefix: String,
        in declarations: [Substring: Declaration]
    ) -> [CommandVerb] {
        parent.subcommands.compactMap { declarations[$0] }.flatMap { declaration in
            let verb = CommandVerb(
                name: prefix + declaration.name,
                file: declaration.file,
                source: declaration.source,
                isGroup: !declaration.subcommands.isEmpty
            )
            return [verb] + verbs(below: declaration, prefix: verb.name + " ", in: declarations)
        }
    }
}
