internal import Dossier
internal import Glibc

/// A line on the terminal that shows progress until it is erased.
///
/// It appears after a second, and only on a terminal.
final class ProgressLine {
    private static let delay = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    private let isEnabled = Terminal.showsProgress
    private var next = ContinuousClock.now + delay
    private var isDrawn = false

    /// Draws a text, cut to the width of the terminal, at most every 100 ms.
    func show(_ text: @autoclosure () -> String) {
        guard isEnabled else { return }
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + Self.interval
        isDrawn = true
        // Some terminals wrap after the last column.
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
