import DossierPromQL
import DossierPromQLSyntax

/// Reads the parts of a series line.
struct SeriesScanner {
    typealias Failure = SeriesDescription.Failure

    /// So many values a line may have.
    static let valueLimit = 1_000_000

    let text: [UInt8]
    var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return position == text.count
        }
    }

    mutating func parseLabels() throws(Failure) -> Labels {
        skipBlanks()
        var pairs: [Label] = []
        let name = text[position...].prefix { $0.isASCIIWord || $0 == UInt8(ascii: ":") }
        if let first = name.first {
            guard !first.isASCIIDigit else {
                throw Failure(message: "a series starts with a name or a brace")
            }
            pairs.append(Label(name: LabelSyntax.metric.bytes, value: Array(name)))
            position = name.endIndex
        }
        skipBlanks()
        if peek() == UInt8(ascii: "{"), peek(1) != UInt8(ascii: "{") {
            pairs += try parseBraces()
        } else if pairs.isEmpty {
            throw Failure(message: "a series starts with a name or a brace")
        }
        return Labels(pairs)
    }

    private mutating func parseBraces() throws(Failure) -> [Label] {
        do {
            let (matchers, range) = try LabelMatcher.list(parsing: text, from: position)
            position = range.end
            return try matchers.map { matcher throws(PromQLSyntaxError) in
                guard matcher.kind == .equal else {
                    throw PromQLSyntaxError(
                        "unexpected operator in label set, expected \"=\"",
                        at: range,
                        in: text
                    )
                }
                return Label(name: matcher.name.bytes, value: matcher.value.bytes)
            }
        } catch let error {
            throw Failure(message: error.description)
        }
    }

    mutating func parseValues() throws(Failure) -> [SequenceValue] {
        var values: [SequenceValue] = []
        while !isAtEnd {
            guard position == 0 || isBlank(text[position - 1]) || values.isEmpty else {
                throw unexpected()
            }
            try appendItem(to: &values)
            guard values.count <= Self.valueLimit else {
                throw Failure(message: "more than \(Self.valueLimit) values in a series")
            }
        }
        return values
    }

    private mutating func appendItem(to values: inout [SequenceValue]) throws(Failure) {
        if peek() == UInt8(ascii: "_") {
            position += 1
            let count = try parseRepeat() ?? 1
            values += Array(repeating: .omitted, count: count)
            return
        }
        if startsWith("{{") {
            try appendHistograms(to: &values)
            return
        }
        if startsWith("stale"), peek(5).map({ isBlank($0) }) ?? true {
            position += 5
            values.append(.float(.staleMarker))
            return
        }
        var value = try parseSignedNumber()
        var delta: Double?
        if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") {
            delta = try parseSignedNumber()
        }
        let count = try parseRepeat()
        guard count != nil || delta == nil else { throw unexpected() }
        values.append(.float(value))
        for _ in 0..<(count ?? 0) {
            value += delta ?? 0
            values.append(.float(value))
        }
    }

    private mutating func appendHistograms(to values: inout [SequenceValue]) throws(Failure) {
        let first = try parseHistogram()
        var step: HistogramLiteral?
        let sign = peek()
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "{") {
            position += 1
            step = try parseHistogram()
        }
        let count = try parseRepeat()
        var histogram = first.histogram
        let hasHint = step?.hasHint ?? first.hasHint
        values.append(.histogram(histogram, hasHint: hasHint))
        if let step, histogram.schema > step.histogram.schema {
            throw Failure(message: "error combining histograms: the schema of the step is lower")
        }
        for _ in 0..<(count ?? 0) {
            if let step {
                let combination =
                    sign == UInt8(ascii: "+")
                    ? histogram.adding(step.histogram) : histogram.subtracting(step.histogram)
                guard let combination else {
                    throw Failure(message: "error combining histograms: the schemas do not fit")
                }
                histogram = combination.histogram
            }
            values.append(.histogram(histogram, hasHint: hasHint))
        }
    }

    /// Reads `xN`; nil if there is none.
    mutating func parseRepeat() throws(Failure) -> Int? {
        guard peek() == UInt8(ascii: "x") else { return nil }
        position += 1
        let digits = text[position...].prefix { $0.isASCIIDigit }
        guard let count = Int(String(decoding: digits, as: UTF8.self)), count <= Self.valueLimit
        else {
            throw Failure(message: "a number of repetitions follows x")
        }
        position = digits.endIndex
        return count
    }
}

extension SeriesScanner {
    func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < text.count ? text[position + distance] : nil
    }

    func startsWith(_ prefix: String) -> Bool { text[position...].starts(with: prefix.utf8) }

    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    mutating func skipBlanks() {
        while let byte = peek(), isBlank(byte) {
            position += 1
        }
    }

    func unexpected() -> Failure {
        let rest = ByteString(Array(text[position...].prefix(20)))
        return Failure(message: "unexpected \(rest.quoted) in a series")
    }

    mutating func parseSignedNumber() throws(Failure) -> Double {
        let start = position
        let isNegative = peek() == UInt8(ascii: "-")
        if isNegative || peek() == UInt8(ascii: "+") {
            position += 1
        }
        let unsigned = position
        if peek()?.isASCIILetterOrUnderscore == true {
            position += text[position...].prefix { $0.isASCIIWord }.count
        } else {
            skipDigits()
            if peek() == UInt8(ascii: ".") {
                position += 1
                skipDigits()
            }
            if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
                position += 1
                if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") {
                    position += 1
                }
                skipDigits()
            }
        }
        do {
            let value = try NumberText.parse(Array(text[unsigned..<position]))
            return isNegative ? -value : value
        } catch {
            position = start
            throw unexpected()
        }
    }

    private mutating func skipDigits() {
        position += text[position...].prefix { $0.isASCIIDigit || $0 == UInt8(ascii: "_") }.count
    }
}
