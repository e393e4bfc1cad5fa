internal import Dossier

extension LogPatternListing {
    /// A line for each pattern.
    func table(_ layout: TextLayout) -> TextTable {
        let isCompared = patterns.contains { $0.change != nil }
        let added: [TextTable.Column] =
            isCompared
            ? [.init("CHANGE"), .init("BEFORE", .right), .init("PER MINUTE", .right)] : []
        var table = TextTable(
            added + [
                .init("COUNT", .right), .init("SHARE", .right), .init("OVER TIME"),
                .init("LEVELS"), .init("SERVICES", isFlexible: true), .init("FIRST"),
                .init("LAST"), .init("PATTERN", isFlexible: true, leastRoom: Self.leastRoom),
                .init("FIRST BODY", isFlexible: true, leastRoom: Self.leastRoom),
            ]
        )
        for pattern in patterns {
            table.add(
                (pattern.change.map(cells) ?? []) + [
                    .init(CountText.grouped(pattern.recordCount)),
                    .init(pattern.shareText),
                    .init(CountChart(pattern.stretchCounts, columns: 24).text),
                    .init(pattern.levelText, pattern.ink),
                    .init(pattern.serviceText, .source),
                    .init(pattern.firstTime?.rfc3339(.milliseconds) ?? "?"),
                    .init(pattern.lastTime?.rfc3339(.milliseconds) ?? "?"),
                    .init(pattern.text.isEmpty ? "(no body)" : pattern.text),
                    .init(
                        pattern.example.message(attributes: false, limit: layout.byteLimit),
                        .faint
                    ),
                ]
            )
        }
        return table
    }

    /// Patterns and bodies say little in fewer columns.
    private static let leastRoom = 60

    private func cells(_ change: LogPatternSummary.Change) -> [TextTable.Cell] {
        [
            .init(change.text, change.kind == .same ? .faint : .strong),
            .init(CountText.grouped(change.recordCountBefore)),
            .init(change.rateText),
        ]
    }

    /// What the table does not show.
    var notes: [String] {
        var notes: [String] = []
        if isCut {
            notes.append(
                "\(CountText.grouped(patterns.count)) of \(CountText.counted(patternCount, "pattern"));"
                    + " --limit N shows more"
            )
        }
        if omittedRecordCount > 0 {
            notes.append(
                "\(CountText.counted(omittedRecordCount, "log record")) not sorted by pattern, since"
                    + " there are too many patterns; select fewer records"
            )
        }
        return notes
    }
}

extension LogPatternSummary {
    fileprivate var shareText: String { "\(CountText.oneDecimal(share * 100)) %" }

    /// The levels, each with its count if there are several.
    fileprivate var levelText: String {
        levels.map { level, count in
            let name = level?.rawValue ?? "unknown"
            return levels.count == 1 ? name : "\(name) \(CountText.grouped(count))"
        }.joined(separator: ", ")
    }

    /// The colour of the highest level.
    fileprivate var ink: Ink {
        switch levels.compactMap(\.level).max() {
        case .error, .fatal: .failure
        case .warn: .warning
        default: .plain
        }
    }

    /// The most frequent services, and how many others there are.
    fileprivate var serviceText: String {
        let names = services.prefix(Self.shownServiceCount).map { $0.service ?? "?" }
        let others = services.count - names.count
        return names.joined(separator: ", ") + (others > 0 ? " +\(others)" : "")
    }

    private static let shownServiceCount = 3
}

extension LogPatternSummary.Change {
    /// What happened, and how many times the rate before the rate is.
    fileprivate var text: String {
        guard kind == .more || kind == .less, rateBefore > 0 else { return kind.rawValue }
        return "\(kind.rawValue) ×\(Self.factor(rate / rateBefore))"
    }

    private static func factor(_ factor: Double) -> String {
        guard factor < 9.95 else { return CountText.grouped(Int(min(factor, 1e15).rounded())) }
        let hundredths = Int((max(0, factor) * 100).rounded())
        return factor < 0.1
            ? "0.0\(hundredths)" : CountText.oneDecimal(factor)
    }

    /// The rates in both windows.
    fileprivate var rateText: String {
        "\(CountText.oneDecimal(rateBefore * 60)) → \(CountText.oneDecimal(rate * 60))"
    }
}
