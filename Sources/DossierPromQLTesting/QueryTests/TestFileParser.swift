import DossierPromQL
import DossierPromQLSyntax

/// Reads a file of tests: commands, each over the lines up to the next empty one.
struct TestFileParser {
    struct Line {
        var number: Int
        var text: Substring

        func error(_ message: String) -> TestFileError {
            TestFileError(line: number, message: message)
        }
    }

    private let lines: [Line]
    private let features: SyntaxFeatures
    private var index = 0
    private var commands: [TestCommand] = []

    init(_ text: String, features: SyntaxFeatures) {
        self.features = features
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
            let trimmed = Self.trimmed($0.element)
            return Line(number: $0.offset + 1, text: trimmed.hasPrefix("#") ? "" : trimmed)
        }
    }

    mutating func parse() -> [TestCommand] {
        while index < lines.count {
            let line = lines[index]
            index += 1
            guard !line.text.isEmpty else { continue }
            do {
                try parseCommand(line)
            } catch let error {
                add(error, line)
            }
        }
        return commands
    }

    private mutating func parseCommand(_ line: Line) throws(TestFileError) {
        let word = line.text.prefix { $0 != " " && $0 != "\t" }.lowercased()
        if word == "clear" {
            commands.append(.clear)
        } else if word.hasPrefix("load") {
            commands.append(.load(try parseLoad(line, block())))
        } else if word.hasPrefix("eval") {
            commands.append(.evaluate(try TestEvaluation(parsing: line, block(), features)))
        } else {
            throw line.error("invalid command \"\(word)\"")
        }
    }

    private mutating func add(_ error: TestFileError, _ line: Line) {
        commands.append(.unreadable(text: String(line.text), error))
    }

    /// The lines up to the next empty one.
    private mutating func block() -> [Line] {
        let start = index
        while index < lines.count, !lines[index].text.isEmpty {
            index += 1
        }
        return Array(lines[start..<index])
    }

    private mutating func parseLoad(
        _ header: Line,
        _ block: [Line]
    ) throws(TestFileError) -> TestLoad {
        let words = header.text.split { $0 == " " || $0 == "\t" }
        guard words.count == 2, words[0] == "load" || words[0] == "load_with_nhcb",
            let step = try? DurationText.parse(words[1].utf8)
        else {
            throw header.error("invalid load command; it is written load[_with_nhcb] <step>")
        }
        var load = TestLoad(
            stepMilliseconds: step,
            series: [],
            addsCustomBuckets: words[0] != "load",
            line: header.number
        )
        var offsets: StartOffsets?
        for line in block {
            do {
                try parse(line, into: &load, after: &offsets)
            } catch let error {
                add(error, line)
            }
        }
        return load
    }

    private typealias StartOffsets = (labels: Labels, values: [Int64?])

    private func parse(
        _ line: Line,
        into load: inout TestLoad,
        after offsets: inout StartOffsets?
    ) throws(TestFileError) {
        let word = line.text.prefix { $0 != " " && $0 != "\t" }
        if word.hasSuffix("@st") {
            offsets = try StartTimestampLine.parse(line)
            return
        }
        defer { offsets = nil }
        let description = try Self.series(line)
        if let offsets {
            guard offsets.labels == description.labels,
                offsets.values.count == description.values.count
            else {
                throw line.error("the start timestamps before are not those of this series")
            }
        }
        load.series.removeAll { $0.description.labels == description.labels }
        load.series.append(
            .init(
                description: description,
                startOffsets: offsets?.values ?? [],
                line: line.number
            )
        )
    }

    static func series(_ line: Line) throws(TestFileError) -> SeriesDescription {
        do {
            return try SeriesDescription(parsing: Array(line.text.utf8))
        } catch let failure {
            throw line.error(failure.message)
        }
    }

    static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true {
            text.removeLast()
        }
        return text
    }
}
