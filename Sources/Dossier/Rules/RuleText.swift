/// A file of recording and alerting rules in Prometheus' format, as text.
public struct RuleText: Sendable {
    /// What errors call it.
    public let name: String
    public let text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// All that is wrong in files of rules.
public struct RuleFileError: Error, Sendable, CustomStringConvertible {
    /// `FILE: LINE:COLUMN: what is wrong`, in the order of the files and their lines.
    public let problems: [String]

    public var description: String {
        problems.joined(separator: "\n") + "\n`dossier rules check` lists what is wrong in a file"
    }
}
