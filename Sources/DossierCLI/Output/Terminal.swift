internal import Dossier
internal import Glibc

/// The terminal, if there is one.
enum Terminal {
    /// The layout of results: as wide as the terminal, or unlimited without one.
    static var layout: TextLayout {
        TextLayout(columns: columns(of: STDOUT_FILENO), isColored: isColored)
    }

    /// Whether results are coloured: on a terminal that supports it, unless NO_COLOR is set.
    static var isColored: Bool {
        isTerminal(STDOUT_FILENO) && !isDumb && (environment("NO_COLOR") ?? "").isEmpty
    }

    /// Whether standard error can show progress.
    static var showsProgress: Bool {
        isTerminal(STDERR_FILENO) && !isDumb
    }

    /// The width of the terminal; nil if a stream is not one.
    static func columns(of descriptor: Int32) -> Int? {
        guard isTerminal(descriptor) else { return nil }
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        return environment("COLUMNS").flatMap(UInt16.init).flatMap { $0 > 0 ? Int($0) : nil } ?? 80
    }

    static func writeToStandardError(_ text: String) {
        var rest = Array(shown(text).utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Text as the locale can show it: with ASCII signs if its encoding is not UTF-8.
    static func shown(_ text: String) -> String { isASCII ? ASCIIText.text(of: text) : text }

    /// Whether the locale is one without UTF-8, such as `C`; without a locale, it is not.
    private static let isASCII: Bool = {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment)
            .first { !$0.isEmpty }
        guard let locale = locale?.lowercased() else { return false }
        return locale == "c" || locale == "posix"
            || locale.contains(".") && !locale.contains("utf-8") && !locale.contains("utf8")
    }()

    private static var isDumb: Bool { environment("TERM") == "dumb" }

    private static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
