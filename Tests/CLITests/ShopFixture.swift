import TestSupport

/// A folder with what the commands of the golden files read: the dumps of a generated incident in
/// `shop`, their store, the files of `Fixtures`, and `every-field.jsonl` with all that OTLP has.
enum ShopFixture {
    static let generate = "generate shop --seed 1 --traces 20 --services 3"
    private static let dumps = ["traces.jsonl", "logs.jsonl", "metrics.jsonl", "ground.json"]
    private static let files = [
        "small.jsonl", "alerts.yml", "broken.yml", "duplicate.yml", "alerts.test.yml",
        "failing.test.yml", "sums.test", "failing.test", "notes.txt", "partial.jsonl",
        "unusual.jsonl", "empty.jsonl", "linked.jsonl",
    ]

    /// Made once; each test works in a copy.
    private static let original: TemporaryFolder = {
        let folder = TemporaryFolder()
        let commands = [
            generate, "ingest shop.dossier shop/traces.jsonl shop/logs.jsonl shop/metrics.jsonl",
            // One commit, however slow the ingest was.
            "compact shop.dossier",
        ]
        for command in commands {
            guard let run = try? CommandRun(command, in: folder), run.exitCode == 0 else {
                fatalError("`dossier \(command)` failed")
            }
        }
        return folder
    }()

    static func folder() -> TemporaryFolder {
        let folder = TemporaryFolder()
        folder.makeFolder("shop")
        for name in dumps.map({ "shop/\($0)" }) + ["shop.dossier"] {
            folder.write(name, original.read(name))
        }
        for name in files {
            folder.write(name, Repository.text("Tests/CLITests/Fixtures/\(name)"))
        }
        folder.write("batch.jsonl", BatchFixture.dump)
        folder.write("every-field.jsonl", OTLPFixtures.everyField.joined(separator: "\n") + "\n")
        return folder
    }
}
