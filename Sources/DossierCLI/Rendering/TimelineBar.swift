internal import Dossier

/// Where in the time of a trace something happened, as a bar of some columns.
struct TimelineBar {
    let columns: Int
    /// No bar.
    let empty: TerminalText
    private let window: ClosedRange<UInt64>?

    /// Bars over the time of a trace; if that is unknown, they are empty.
    init(columns: Int, window: ClosedRange<UInt64>?) {
        self.columns = columns
        self.window = window
        empty = TerminalText(harmless: Self.blank(columns), columns: columns)
    }

    /// What stands above the bars.
    var title: TerminalText {
        let title = TerminalText("TIMELINE", limit: columns)
        return text(title.text + Self.blank(columns - title.columns))
    }

    /// A bar from one time to another, at least one column wide; empty if a time is unknown.
    func bar(from start: UInt64, to end: UInt64) -> TerminalText {
        guard start != 0, end >= start, let first = column(of: start), let last = column(of: end)
        else { return empty }
        return text(
            String(unsafeUninitializedCapacity: columns * Self.sign.count) { bytes in
                var count = 0
                for column in 0..<columns {
                    if first...last ~= column {
                        for byte in Self.sign {
                            bytes[count] = byte
                            count += 1
                        }
                    } else {
                        bytes[count] = UInt8(ascii: " ")
                        count += 1
                    }
                }
                return count
            }
        )
    }

    /// A mark, one column wide, at a time; empty if that is unknown or outside the trace.
    func mark(_ sign: Character, at time: UInt64) -> TerminalText {
        guard time != 0, let window, window.contains(time), let column = column(of: time) else {
            return empty
        }
        return text(Self.blank(column) + String(sign) + Self.blank(columns - column - 1))
    }

    /// What a bar is made of.
    private static let sign = Array("━".utf8)

    private func text(_ text: String) -> TerminalText {
        TerminalText(harmless: text, columns: columns)
    }

    private func column(of time: UInt64) -> Int? {
        guard let window, columns > 0 else { return nil }
        let length = window.upperBound - window.lowerBound
        guard length > 0 else { return 0 }
        let clamped = min(max(time, window.lowerBound), window.upperBound)
        let share = Double(clamped - window.lowerBound) / Double(length)
        return min(columns - 1, Int(share * Double(columns)))
    }

    private static func blank(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }
}
