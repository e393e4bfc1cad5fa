internal import Dossier

extension QueryNote {
    /// The options of this command that change what the note is about.
    var options: String {
        switch self {
        case .keptApart(let separation): separation.options
        case .resourceAttribute(_, let attribute): "--promote \(attribute)"
        }
    }
}

extension SeriesSeparation {
    /// The options of this command with which all series have the labels.
    var options: String {
        let promoted = resourceAttributes.map { "--promote \($0)" }
        return (promoted + (scopeLabels ? ["--scope-labels"] : [])).joined(separator: " ")
    }

    /// The description with the options.
    var text: String { "\(description) (\(options))" }
}

extension QueryResult {
    /// One of the result's infos, with the options that change what it is about.
    func noteText(_ info: String) -> String {
        guard let note = notes.first(where: { $0.text == info }) else { return info }
        return "\(info) (\(note.options))"
    }
}
