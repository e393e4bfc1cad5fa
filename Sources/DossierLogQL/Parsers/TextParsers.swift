import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierRegularExpressions

/// The stage `regexp`: a label for each named group.
struct RegexpParser {
    private let expression: RegularExpression
    /// Says cheaply of most lines that they do not match.
    private var matcher: RegularExpressionMatcher
    /// The labels by number of their group.
    private let groups: [(index: Int, label: Int)]

    init(_ source: ByteString, _ labels: inout EntryLabels) throws(RegularExpressionError) {
        expression = try RegularExpression(searching: source)
        matcher = expression.matcher()
        var groups: [(Int, Int)] = []
        for (index, name) in expression.groupNames.enumerated() {
            guard let name else { continue }
            groups.append((index, labels.fixedNumber(of: name)))
        }
        self.groups = groups
    }

    mutating func run(_ entry: inout LogEntry) {
        guard entry.line.withUnsafeBytes({ matcher.matches($0) }),
            let ranges = expression.firstMatch(in: entry.line)
        else { return }
        for (index, label) in groups {
            let value = ranges[index].map { entry.line[$0] } ?? []
            guard entry.labels.setParsed(label, value) else {
                entry.labels.fail(.regexp, EntryLabels.tooLarge)
                return
            }
        }
    }
}

/// The stage `pattern`: a label for each named gap.
struct PatternParser {
    private enum Part {
        case literal([UInt8])
        case gap(label: Int?)
    }

    private let parts: [Part]

    init(_ text: ByteString, _ labels: inout EntryLabels) throws(PatternText.Failure) {
        parts = try PatternText(capturing: text).parts.map { part in
            switch part {
            case .literal(let bytes): .literal(bytes)
            case .gap(let name): .gap(label: name.map { labels.fixedNumber(of: $0) })
            }
        }
    }

    func run(_ entry: inout LogEntry) {
        let line = entry.line
        line.withUnsafeBytes { bytes in
            guard !bytes.isEmpty else { return }
            var position = 0
            var rest = parts[...]
            if case .literal(let literal) = rest.first {
                guard bytes.starts(with: literal) else { return }
                position = literal.count
                rest = rest.dropFirst()
            }
            while case .gap(let label) = rest.popFirst() {
                var end = bytes.count
                var next = end
                if case .literal(let literal) = rest.popFirst(),
                    let found = literal.withUnsafeBytes({
                        bytes.firstOccurrence(of: $0, from: position)
                    })
                {
                    end = found
                    next = found + literal.count
                } else {
                    // Without its end the gap takes what is left, and nothing follows.
                    rest = []
                }
                if let label, !entry.labels.setParsed(label, bytes[position..<end]) {
                    entry.labels.fail(.pattern, EntryLabels.tooLarge)
                    return
                }
                position = next
            }
        }
    }
}
