internal import Dossier
internal import Glibc

/// A line on the terminal that tells how far something is, drawn over until it is erased.
///
/// It appears after a second, so that what is quick leaves no trace, and on a terminal only.
final class ProgressLine {
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    private let isEnabled = Terminal.showsProgress
    private var next = ContinuousClock.now + delay
    private var isDrawn = false

    /// Draws a text, cut to the width of the terminal, unless one was drawn just before.
    func show(_ text: @autoclosure () -> String) {
        guard isEnabled else { return }
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + Self.interval
        isDrawn = true
        // In the last column, some terminals would go on to the next line.
        let columns = (Terminal.columns(of: STDERR_FILENO) ?? 80) - 1
        let shown = TerminalText(text(), limit: columns)
        Terminal.writeToStandardError("\r\(shown.text)\u{1B}[K")
    }

    func erase() {
        guard isDrawn else { return }
        isDrawn = false
        Terminal.writeToStandardError("\r\u{1B}[K")
    }
}
