internal import Dossier

/// What follows the name of a span: marks, the most telling attributes, and how many others it has.
struct SpanTail {
    private let marks: [String]
    private let pairs: [TerminalText]
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
        if !differing.isEmpty {
            let known = Set(selected.map(\.key))
            selected += differing.filter { attribute in
                !known.contains(attribute.key) && attribute.value != .string(span.name)
            }
            .prefix(Self.differingCount)
        }
        if selected.isEmpty { selected = Array(span.attributes.prefix(Self.otherCount)) }
        pairs = selected.map { TerminalText(AttributeText.pair($0, limit: byteLimit)) }
        hiddenCount = span.attributes.count - selected.count
    }

    /// The columns of all of it.
    var columns: Int {
        // A space before each but the first.
        var columns = -1
        for mark in marks { columns += TerminalText("[\(mark)]").columns + 1 }
        for pair in pairs { columns += pair.columns + 1 }
        if let words = words(for: 0) { columns += words.utf8.count + 1 }
        return max(0, columns)
    }

    /// Appends the tail, as far as the line has room: a pair that does not fit is cut, and those after
    /// it are counted with the others.
    ///
    /// Returns how many attributes are not in it.
    func append(to line: inout StyledLine) -> Int {
        let start = line.columns
        func space(_ line: inout StyledLine) { if line.columns > start { line.appendSpaces(1) } }
        for mark in marks {
            space(&line)
            line.append("[\(mark)]", .warning)
        }
        var shownCount = 0
        for pair in pairs {
            let gap = line.columns > start ? 1 : 0
            let restColumns =
                words(for: pairs.count - shownCount - 1).map { $0.utf8.count + 1 } ?? 0
            let room = line.limit == .max ? .max : line.room - gap - restColumns
            guard room >= min(pair.columns, Self.pairColumnsMin) else { break }
            space(&line)
            line.append(
                pair.columns <= room ? pair : TerminalText(pair.text, limit: room),
                .faint
            )
            shownCount += 1
            guard pair.columns <= room else { break }
        }
        let rest = pairs.count - shownCount
        if let words = words(for: rest) {
            space(&line)
            line.append(words, .faint)
        }
        return hiddenCount + rest
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
        guard count > 0 else { return nil }
        return count < Self.words.count ? Self.words[count] : Self.words(for: count)
    }

    /// The words for the first counts.
    private static let words = (0..<100).map { words(for: $0) }

    private static func words(for count: Int) -> String {
        "+" + CountText.counted(count, "attribute")
    }
}
