internal import Dossier

extension IngestReport {
    /// The maximum number of files listed per status.
    private static let namedFileCountMax = 20

    /// What was ingested, in a few lines.
    var lines: [String] {
        let read = files.filter { $0.status == .ingested || $0.status == .resumed }
        var lines: [String] = []
        if read.isEmpty {
            lines.append("nothing new to ingest")
        } else {
            lines.append(
                "ingested \(CountText.counted(read.count, "input")), \(CountText.bytes(bytesRead))"
                    + " in \(Nanoseconds(elapsed).text)\(rateText)"
            )
            lines += rowLines
        }
        lines += named(.resumed, "resumed")
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

    /// Warnings, without line feeds.
    func warnings(store: String) -> [String] {
        var warnings = [requestWarning].compactMap(\.self) + refusals
        warnings += emptyInputs
        for file in files {
            warnings += Self.texts(of: file.anomalies).map { "\(file.displayName): \($0)" }
            warnings += file.warnings.map { "\(file.displayName): \($0)" }
        }
        if rejected > 0 {
            warnings.append(
                "\(CountText.counted(rejected, "value")) could not be parsed;"
                    + " `dossier rejected \(store)` lists \(rejected == 1 ? "it" : "them")"
            )
        }
        return warnings.map { TerminalText($0).text }
    }

    private var emptyInputs: [String] {
        let names = files.filter { $0.status == .empty }.map { "\($0.displayName) is empty" }
        var lines = Array(names.prefix(Self.namedFileCountMax))
        if names.count > lines.count {
            let hidden = names.count - lines.count
            lines.append(
                "\(CountText.counted(hidden, "more input")) \(hidden == 1 ? "is" : "are") empty"
            )
        }
        return lines
            + emptyFolders.map {
                "the folder \($0) has no file to ingest; hidden files and stores are left out"
            }
    }

    /// What an input has where OTLP expects something else.
    static func texts(of anomalies: [InputAnomaly]) -> [String] {
        var texts = anomalies.prefix(namedFileCountMax).map(\.description)
        let hidden = anomalies.count - texts.count
        if hidden > 0 { texts.append(CountText.counted(hidden, "more anomaly", "more anomalies")) }
        return texts
    }

    /// The refused inputs, first those named on the command line.
    private var refusals: [String] {
        let refused = files.filter { $0.status == .refused }
        let sorted = refused.filter(\.isExplicit) + refused.filter { !$0.isExplicit }
        var lines = sorted.prefix(Self.namedFileCountMax).map { file in
            "refused \(file.displayName): \(file.note ?? "not OTLP")"
        }
        let hidden = refused.count - lines.count
        if hidden > 0 {
            lines.append("refused \(CountText.counted(hidden, "more input"))")
        }
        return lines
    }

    /// Whether an input named on the command line was refused, or all inputs were.
    var isRefusal: Bool {
        let refused = files.filter { $0.status == .refused }
        return refused.contains(where: \.isExplicit)
            || (!refused.isEmpty && refused.count == files.count)
    }
}

extension IngestedFile {
    fileprivate var displayName: String { path == "-" ? "standard input" : path }
}
