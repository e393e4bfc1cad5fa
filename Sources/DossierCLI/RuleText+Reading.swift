internal import Dossier

extension RuleText {
    /// Reads a file.
    init(reading path: String) throws {
        do {
            self.init(name: path, text: try TextFile.read(path))
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
    }
}
