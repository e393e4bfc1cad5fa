internal import Dossier

/// What follows the name of a span: marks, the most telling attributes, and how many others it has.
struct SpanTail {
    private let marks: [String]
    private let pairs: [String]
    /// Attributes that are not among the pairs.
    private let hiddenCount: Int

    /// `differing` are the attributes by which the span differs from its likes.
    init(
        _ span: Span,
        marks: [String],
        differing: [Attribute],
        _ options: TraceViewOptions,
        byteLimit: Int
    ) {
        self.marks = marks
        guard !options.attributes else {
            (pairs, hiddenCount) = ([], 0)
            return
        }
        var selected = KeyAttributes.select(from: span.attributes, except: span.name)
        let known = Set(selected.map(\.key))
        selected += differing.filter { !known.contains($0.key) && $0.value != .string(span.name) }
            .prefix(Self.differingCount)
        if selected.isEmpty { selected = Array(span.attributes.prefix(Self.otherCount)) }
        pairs = selected.map { AttributeText.pair($0, limit: byteLimit) }
        hiddenCount = span.attributes.count - selected.count
    }

    /// The tail in so many columns: a pair that does not fit is cut, and those after it are counted
    /// with the others.
    ///
    /// `rest` is how many attributes are not in it.
    func line(room: Int) -> (line: StyledLine, rest: Int) {
        var line = StyledLine(limit: room)
        for mark in marks {
            line.appendWord("[\(mark)]", .warning)
        }
        var shownCount = 0
        for pair in pairs {
            let text = TerminalText(pair)
            let gap = line.columns > 0 ? 1 : 0
            let restColumns =
                words(for: pairs.count - shownCount - 1).map { $0.utf8.count + 1 } ?? 0
            let space = room == .max ? .max : room - line.columns - gap - restColumns
            guard space >= min(text.columns, Self.pairColumnsMin) else { break }
            line.appendWord(TerminalText(pair, limit: space).text, .faint)
            shownCount += 1
            guard text.columns <= space else { break }
        }
        let rest = pairs.count - shownCount
        if let words = words(for: rest) { line.appendWord(words, .faint) }
        return (line, hiddenCount + rest)
    }

    /// So many attributes are shown of a span without a key attribute.
    private static let otherCount = 3
    /// So many that differ from those of like spans are shown besides key attributes.
    private static let differingCount = 2

    /// A pair that would be cut shorter than this is not shown.
    private static let pairColumnsMin = 8

    /// The words for attributes that are not shown, given how many of the pairs are not.
    private func words(for rest: Int) -> String? {
        let count = hiddenCount + rest
        return count > 0 ? "+" + CountText.counted(count, "attribute") : nil
    }
}
