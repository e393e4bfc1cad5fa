import DossierPromQLSyntax
import DossierRegularExpressions

extension TestEvaluation {
    init(
        parsing header: TestFileParser.Line,
        _ block: [TestFileParser.Line],
        _ features: SyntaxFeatures
    ) throws(TestFileError) {
        var words = HeaderWords(header)
        let verb = words.next()
        let (time, legacy) = try Self.parseTime(verb, &words)
        let text = String(words.rest)
        do {
            expression = try PromQLExpression(parsing: text, features: features)
        } catch let error {
            throw header.error("invalid expression: \(error)")
        }
        self.time = time
        self.text = text
        line = header.number
        expectations = legacy.map { [TestExpectation(kind: $0, text: .any)] } ?? []
        var ordinal = 0
        for line in block {
            guard try parse(line, ordinal: &ordinal) else { break }
        }
    }

    private static func parseTime(
        _ verb: Substring,
        _ words: inout HeaderWords
    ) throws(TestFileError) -> (Time, TestExpectation.Kind?) {
        let parts = verb.split(separator: "_", maxSplits: 1)
        let legacy = parts.count > 1 ? TestExpectation.Kind(rawValue: String(parts[1])) : nil
        guard parts.first == "eval", parts.count == 1 || legacy != nil else {
            throw words.error("invalid command \"\(verb)\"")
        }
        switch words.next() {
        case "instant":
            try words.expect("at")
            return (.instant(try words.duration()), legacy)
        case "range":
            try words.expect("from")
            let start = try words.duration()
            try words.expect("to")
            let end = try words.duration()
            try words.expect("step")
            let step = try words.duration()
            guard start <= end, step > 0 else {
                throw words.error("a range ends at or after its start, and its step is not zero")
            }
            return (.range(start: start, end: end, step: step), legacy)
        default:
            throw words.error("eval is followed by \"instant\" or \"range\"")
        }
    }

    /// Reads a line of expectations; whether more may follow.
    private mutating func parse(
        _ line: TestFileParser.Line,
        ordinal: inout Int
    ) throws(TestFileError) -> Bool {
        if line.text.hasPrefix("expected_fail_message")
            || line.text.hasPrefix("expected_fail_regexp")
        {
            let isPattern = line.text.hasPrefix("expected_fail_regexp")
            let text = TestFileParser.trimmed(line.text.drop { $0 != " " && $0 != "\t" })
            expectations.removeAll { $0.kind == .fail }
            expectations.append(
                TestExpectation(
                    kind: .fail,
                    text: isPattern ? try Self.pattern(text, line) : .exactly(String(text))
                )
            )
            return false
        }
        if line.text.hasPrefix("expect ") || line.text.hasPrefix("expect\t") {
            try parseExpect(line)
            return true
        }
        if let value = try? NumberText.parse(Array(line.text.utf8)) {
            scalar = value
            return false
        }
        ordinal += 1
        let description = try TestFileParser.series(line)
        if case .instant = time, rangeVector == nil, description.values.count > 1 {
            throw line.error("an instant query yields one value for a series")
        }
        series.removeAll { $0.labels == description.labels }
        series.append(
            ExpectedSeries(
                labels: description.labels,
                values: description.values,
                ordinal: ordinal
            )
        )
        return true
    }

    private mutating func parseExpect(_ line: TestFileParser.Line) throws(TestFileError) {
        var words = HeaderWords(line)
        _ = words.next()
        let kindWord = words.next()
        switch kindWord {
        case "range":
            try words.expect("vector")
            try words.expect("from")
            let start = try words.duration()
            try words.expect("to")
            let end = try words.duration()
            try words.expect("step")
            rangeVector = (start, end, try words.duration())
            return
        case "string":
            guard let value = ByteString(unquoting: words.rest.utf8) else {
                throw line.error("a string in quotes follows \"expect string\"")
            }
            string = value
            return
        default: break
        }
        guard let kind = TestExpectation.Kind(rawValue: String(kindWord)) else {
            throw line.error("invalid expectation \"\(kindWord)\"")
        }
        let rest = words.rest
        let text: TestExpectation.Text
        if rest.isEmpty {
            text = .any
        } else if rest.hasPrefix("msg:") {
            text = .exactly(String(TestFileParser.trimmed(rest.dropFirst(4))))
        } else if rest.hasPrefix("regex:") {
            text = try Self.pattern(TestFileParser.trimmed(rest.dropFirst(6)), line)
        } else {
            throw line.error("\"msg:\" or \"regex:\" follows an expectation")
        }
        expectations.append(TestExpectation(kind: kind, text: text))
    }

    private static func pattern(
        _ text: Substring,
        _ line: TestFileParser.Line
    ) throws(TestFileError) -> TestExpectation.Text {
        do {
            return .matching(try RegularExpression(searching: ByteString(text)))
        } catch let error {
            throw line.error(error.description)
        }
    }
}

/// The blank-separated words of a line.
private struct HeaderWords {
    private let line: TestFileParser.Line
    private(set) var rest: Substring

    init(_ line: TestFileParser.Line) {
        self.line = line
        rest = line.text
    }

    func error(_ message: String) -> TestFileError { line.error(message) }

    mutating func next() -> Substring {
        let word = rest.prefix { $0 != " " && $0 != "\t" }
        rest = rest[word.endIndex...].drop { $0 == " " || $0 == "\t" }
        return word
    }

    mutating func expect(_ word: String) throws(TestFileError) {
        let found = next()
        guard found == word else { throw error("expected \"\(word)\", found \"\(found)\"") }
    }

    mutating func duration() throws(TestFileError) -> Int64 {
        let word = next()
        do {
            return try DurationText.parse(word.utf8)
        } catch {
            throw line.error("not a valid duration string: \"\(word)\"")
        }
    }
}
