internal import ArgumentParser
internal import Dossier

/// What to do about a command line that can't have been meant as it is.
struct CommandLineAdvice {
    /// The words after the name of the command.
    private let arguments: [String]

    init(_ arguments: some Sequence<String>) {
        self.arguments = Array(arguments)
    }

    /// Verbs by other words for what they do.
    private static let synonyms = [
        "load": "ingest", "import": "ingest", "add": "ingest", "read": "ingest",
        "create": "ingest", "stats": "info", "summary": "info", "status": "info",
        "show": "trace", "get": "trace", "view": "trace", "ls": "traces", "list": "traces",
        "search": "logs", "grep": "logs", "tail": "logs", "log": "logs", "dump": "export",
        "promql": "query", "eval": "query", "check": "verify", "validate": "verify",
        "fsck": "verify", "vacuum": "compact", "shrink": "compact", "errors": "rejected",
        "demo": "generate", "alerts": "rules", "operations": "services",
    ]

    /// Why the first word is not a verb, or the word after a group of verbs; nil if it is one.
    var wrongVerb: String? {
        var command: any ParsableCommand.Type = DossierCommand.self
        var words = arguments[...]
        var group = ""
        if words.first == "help" { words = words.dropFirst() }
        while let word = words.first, !word.hasPrefix("-") {
            let verbs = command.configuration.subcommands
            guard !verbs.isEmpty else { return nil }
            guard let next = verbs.first(where: { $0.configuration.commandName == word }) else {
                let names = verbs.compactMap { $0.configuration.commandName }
                return complaint(about: word, of: group, names: names)
            }
            command = next
            group = word
            words = words.dropFirst()
        }
        return nil
    }

    private func complaint(about word: String, of group: String, names: [String]) -> String {
        if group.isEmpty, FileKind(of: word) == .store, arguments.first == word {
            let verb = arguments.dropFirst().first ?? "info"
            let line = [verb, word] + arguments.dropFirst(2)
            return "'\(word)' is a store; the verb comes first: \(Self.quoted(line))"
        }
        let what = "'\(word)' is not a verb" + (group.isEmpty ? "" : " of 'dossier \(group)'")
        let synonym = group.isEmpty ? Self.synonyms[word.lowercased()] : nil
        if let verb = synonym ?? Spelling.closest(to: word, among: names) {
            return "\(what); did you mean '\(verb)'?"
        }
        let help = group.isEmpty ? "dossier --help" : "dossier \(group) --help"
        return "\(what); `\(help)` lists verbs"
    }

    /// The command line with the store where it belongs, if it is elsewhere; nil if it is not.
    var swapped: String? {
        let verbs = DossierCommand.configuration.subcommands
        guard let verb = arguments.first,
            let command = verbs.first(where: { $0.configuration.commandName == verb })
        else { return nil }
        let isEvaluation = verb == "rules" && arguments.dropFirst().first == "eval"
        guard isEvaluation || takesStore(command) else { return nil }
        let first = isEvaluation ? 2 : 1
        let operands = arguments.indices.dropFirst(first).prefix { !arguments[$0].hasPrefix("-") }
        guard let given = operands.first, operands.count > 1,
            FileKind(of: arguments[given]) != .store
        else { return nil }
        let isNew = verb == "ingest"
        guard
            let store = operands.dropFirst().first(where: { index in
                let kind = FileKind(of: arguments[index])
                return kind == .store
                    || isNew && kind == .missing && arguments[index].hasSuffix(".dossier")
            })
        else { return nil }
        var line = arguments
        line.swapAt(given, store)
        return "did you mean \(Self.quoted(line))?"
    }

    private func takesStore(_ command: any ParsableCommand.Type) -> Bool {
        command.configuration.subcommands.isEmpty && command != GenerateCommand.self
            && command != PromQLTestCommand.self && command != CompletionCommand.self
    }

    private static func quoted(_ words: [String]) -> String {
        "`" + ShellWords.joined(["dossier"] + words) + "`"
    }
}
