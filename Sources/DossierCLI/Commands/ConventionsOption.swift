internal import ArgumentParser
internal import Dossier

/// Which metrics and attributes are those of requests.
struct ConventionsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A YAML file that names the metrics and attributes to look at.",
            valueName: "file"
        )
    )
    var conventions: String?

    /// The conventions of the file; the default without one.
    func read() throws -> RequestConventions {
        guard let conventions else { return RequestConventions() }
        do {
            let text = try TextFile.read(conventions)
            return try RequestConventions(yaml: text, name: conventions)
        } catch let error as CommandFailure {
            throw CommandFailure("\(conventions): \(error)")
        }
    }
}
