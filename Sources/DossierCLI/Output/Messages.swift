internal import Dossier
internal import Glibc

/// Errors, warnings and notes on standard error.
enum Messages {
    static func error(_ text: String) {
        write("error: " + text)
    }

    static func warning(_ text: String) {
        write("warning: " + text)
    }

    static func note(_ text: String) {
        write(text)
    }

    /// What to know after Ctrl-C, below whatever is on the line of the terminal.
    static func interruption(_ text: String) {
        if Terminal.showsProgress { Terminal.writeToStandardError("\r\u{1B}[K") }
        write("interrupted: " + text)
    }

    /// Writes lines; failures are ignored.
    private static func write(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            Terminal.writeToStandardError(TerminalText(String(line)).text + "\n")
        }
    }
}
