internal import Dossier

/// What a piece of text is, for the colour it is shown in.
enum Ink: Sendable {
    case plain
    /// Of little interest: frames, units, ids.
    case faint
    /// Titles, and what a line is about.
    case strong
    /// Who said it: a service.
    case source
    case warning
    case failure

    /// The text between the escape sequences of a terminal.
    func painted(_ text: String) -> String {
        guard let code else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private var code: String? {
        switch self {
        case .plain: nil
        case .faint: "2"
        case .strong: "1"
        case .source: "36"
        case .warning: "33"
        case .failure: "31"
        }
    }
}
