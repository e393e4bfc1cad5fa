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

    /// Writes lines; failures are ignored.
    private static func write(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            Terminal.writeToStandardError(TerminalText(String(line)).text + "\n")
        }
    }
}
