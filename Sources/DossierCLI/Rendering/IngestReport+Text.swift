internal import Dossier

extension IngestReport {
    /// How many files of a kind are named one by one.
    private static let namedFileCountMax = 20

    /// What was stored, in a few lines.
    var lines: [String] {
        let read = files.filter { $0.status == .ingested || $0.status == .resumed }
        var lines: [String] = []
        if read.isEmpty {
            lines.append("nothing new was ingested")
        } else {
            lines.append(
                "ingested \(CountText.counted(read.count, "input")), \(CountText.bytes(bytesRead))"
                    + " in \(Nanoseconds(elapsed).text)\(rateText)"
            )
            lines += rowLines
        }
        lines += named(.resumed, "went on with")
        lines += named(.skipped, "skipped")
        return lines
    }

    private var rateText: String {
        CountText.rate(bytes: bytesRead, seconds: elapsed.inSeconds).map { " (\($0))" } ?? ""
    }

    private var rowLines: [String] {
        var spanDetails: [String] = []
        if spanEvents > 0 { spanDetails.append(CountText.counted(spanEvents, "event")) }
        if spanLinks > 0 { spanDetails.append(CountText.counted(spanLinks, "link")) }
        let spanText = spanDetails.isEmpty ? "" : " with " + spanDetails.joined(separator: ", ")
        let pointText =
            exemplars > 0 ? " with " + CountText.counted(exemplars, "exemplar") : ""
        return [
            "  \(CountText.counted(spans, "span"))\(spanText)",
            "  \(CountText.counted(logRecords, "log record"))",
            "  \(CountText.counted(dataPoints, "data point"))\(pointText)",
        ]
    }

    private func named(_ status: IngestedFile.Status, _ word: String) -> [String] {
        let files = files.filter { $0.status == status }
        var lines = files.prefix(Self.namedFileCountMax).map { file in
            "\(word) \(file.displayName)\(file.note.map { ": \($0)" } ?? "")"
        }
        let hidden = files.count - lines.count
        if hidden > 0 { lines.append("\(word) \(CountText.counted(hidden, "more input"))") }
        return lines.map { TerminalText($0).text }
    }

    /// What a person should know besides, without an end of line.
    func warnings(store: String) -> [String] {
        var warnings = refusals
        for file in files {
            warnings += file.warnings.map { "\(file.displayName): \($0)" }
        }
        if rejected > 0 {
            warnings.append(
                "\(CountText.counted(rejected, "value")) could not be read and"
                    + " \(rejected == 1 ? "was" : "were") rejected;"
                    + " `dossier rejected \(store)` lists them"
            )
        }
        return warnings.map { TerminalText($0).text }
    }

    /// Which inputs were refused, those first that were named.
    private var refusals: [String] {
        let refused = files.filter { $0.status == .refused }
        let sorted = refused.filter(\.isExplicit) + refused.filter { !$0.isExplicit }
        var lines = sorted.prefix(Self.namedFileCountMax).map { file in
            "\(file.displayName) was refused: \(file.note ?? "it is not OTLP-JSON")"
        }
        let hidden = refused.count - lines.count
        if hidden > 0 {
            let inputs = CountText.counted(hidden, "more input")
            lines.append("\(inputs) \(hidden == 1 ? "was" : "were") refused")
        }
        return lines
    }

    /// Whether an input that was named was refused, or every input was.
    var isRefusal: Bool {
        let refused = files.filter { $0.status == .refused }
        return refused.contains(where: \.isExplicit)
            || (!refused.isEmpty && refused.count == files.count)
    }
}

extension IngestedFile {
    fileprivate var displayName: String { path == "-" ? "standard input" : path }
}
