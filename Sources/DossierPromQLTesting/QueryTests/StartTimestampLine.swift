import DossierPromQL
import DossierPromQLSyntax

/// A line that gives the starts of counting of the series in the next line, as offsets from each
/// sample: `metric{}@st -30s-1mx2 _`.
enum StartTimestampLine {
    static func parse(
        _ line: TestFileParser.Line
    ) throws(TestFileError) -> (labels: Labels, values: [Int64?]) {
        let words = line.text.split { $0 == " " || $0 == "\t" }
        guard let first = words.first,
            let labels = try? Labels(parsingMetric: Array(first.dropLast(3).utf8))
        else {
            throw line.error("invalid series of start timestamps")
        }
        var values: [Int64?] = []
        for word in words.dropFirst() {
            guard let item = items(word), values.count + item.count <= SeriesScanner.valueLimit
            else {
                throw line.error("invalid start timestamp \"\(word)\"")
            }
            values += item
        }
        return (labels, values)
    }

    private static func items(_ word: Substring) -> [Int64?]? {
        var text = word
        var count: Int?
        if let x = text.lastIndex(of: "x") {
            count = Int(text[text.index(after: x)...])
            guard let count, (0...SeriesScanner.valueLimit).contains(count) else { return nil }
            text = text[..<x]
        }
        if text == "_" {
            return Array(repeating: nil, count: count ?? 1)
        }
        guard let first = signedDuration(&text) else { return nil }
        var value = first
        var values: [Int64?] = [value]
        var delta: Int64 = 0
        if !text.isEmpty {
            guard count != nil, let step = signedDuration(&text), text.isEmpty else { return nil }
            delta = step
        }
        for _ in 0..<(count ?? 0) {
            let (sum, overflow) = value.addingReportingOverflow(delta)
            guard !overflow else { return nil }
            value = sum
            values.append(value)
        }
        return values
    }

    private static func signedDuration(_ text: inout Substring) -> Int64? {
        var isNegative = false
        if text.first == "-" || text.first == "+" {
            isNegative = text.first == "-"
            text = text.dropFirst()
        }
        let written = text.prefix { $0 != "-" && $0 != "+" }
        text = text[written.endIndex...]
        guard let value = try? DurationText.parse(written.utf8) else { return nil }
        return isNegative ? -value : value
    }
}
