internal import Dossier

extension IngestProgress {
    /// How far it is, on one line: share and bytes, rate, time left, rows by signal.
    var text: String {
        var parts: [String] = []
        if let bytesTotal, bytesTotal > 0 {
            let share = min(100, Double(bytesRead) / Double(bytesTotal) * 100)
            parts.append(
                "\(Int(share)) %, \(CountText.bytes(bytesRead)) of \(CountText.bytes(bytesTotal))"
            )
        } else {
            parts.append(CountText.bytes(bytesRead))
        }
        if let rate = CountText.rate(bytes: bytesRead, seconds: elapsed.inSeconds) {
            parts.append(rate)
        }
        if let timeLeft { parts.append("\(timeLeft) left") }
        parts.append(
            "\(CountText.counted(spans, "span")), \(CountText.counted(logRecords, "log record")),"
                + " \(CountText.counted(dataPoints, "data point"))"
        )
        return parts.joined(separator: "  ") + "  " + name
    }

    /// What the rest takes at the rate so far, in whole seconds.
    private var timeLeft: String? {
        guard let bytesTotal, bytesTotal > bytesRead, bytesRead > 0 else { return nil }
        let left = (Double(bytesTotal - bytesRead) * elapsed.inSeconds / Double(bytesRead)).rounded(
            .up
        )
        return left < 60 ? "\(Int(max(0, left))) s" : Nanoseconds(seconds: left).text
    }

    private var name: String {
        file == "-" ? "standard input" : String(file.split(separator: "/").last ?? "")
    }
}
