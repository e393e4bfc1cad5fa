import TestSupport
import Testing

/// The command and its documents: what the sources have, the documentation has.
@Suite struct CommandTests {
    private static let schemas = Repository.files(in: "schema")
        .filter { $0.hasSuffix(".schema.json") }

    @Test func everyVerbIsInTheTable() {
        let file = Repository.exists("docs/cli.md") ? "docs/cli.md" : "README.md"
        let cells = Repository.text(file).split(separator: "\n")
            .compactMap { $0.wholeMatch(of: #/\| *`(?:dossier )?([a-z][a-z -]*[a-z])[`\s].*/#)?.1 }
        #expect(CommandVerb.all.count > 15)
        for verb in CommandVerb.all where !verb.isGroup {
            #expect(cells.contains { $0 == verb.name }, "\(file) has no row for `\(verb)`")
        }
    }

    @Test func everyHelpTextHasAnExample() {
        for verb in CommandVerb.all {
            let lines = verb.source.split(separator: "\n").map { $0.drop { $0 == " " } }
            let examples = lines.drop { $0 != "Example:" }.dropFirst()
            #expect(examples.first?.hasPrefix("dossier \(verb.name) ") ?? false, "\(verb.file)")
        }
    }

    @Test func everyJSONDocumentHasASchema() {
        for verb in CommandVerb.all
        where verb.source.contains(#/FormatOption|case text, json/#) {
            #expect(verb.source.contains(".schema.json"), "the help of `\(verb)` names no schema")
        }
        var named: Set<String> = []
        for verb in CommandVerb.all {
            for match in verb.source.matches(of: #/schema\/[a-z-]+\.schema\.json/#) {
                named.insert(String(match.output))
            }
        }
        #expect(named == Set(Self.schemas))
    }

    @Test(arguments: schemas)
    func schemasHaveTheirName(_ file: String) throws {
        let schema = try JSONSchema(Repository.text(file))
        let name = file.dropFirst("schema/".count).dropLast(".schema.json".count)
        #expect(schema.id == "urn:dossier:schema:\(name)")
    }
}
