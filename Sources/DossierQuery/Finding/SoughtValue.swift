package import DossierColumns
import DossierPrimitives
import DossierRegularExpressions

/// A value that is looked for, with everything that its text may mean.
package struct SoughtValue: Sendable {
    /// The text as it was given.
    package let text: [UInt8]
    /// The whole number that it says; nil if it says none.
    package let int: Int64?
    /// The number that it says, whole or not; nil if it says none, or a whole one that is no double.
    package let double: Double?
    /// The truth value that it says; nil if it says none.
    package let bool: Bool?
    /// The bytes that it may be the hexadecimal digits or the Base64 of.
    let bytes: [[UInt8]]
    /// The traces that it may be the id of.
    package var traces: Set<TraceID> = []
    /// The spans that it may be the id of.
    package var spans: Set<UInt64> = []

    /// Names of metrics that the value is another name of.
    package var metricNames: [[UInt8]] = []

    /// What a text is tested with that has to be the value.
    let isWhole: StringTest
    /// The same for texts that are templates.
    let whole: TextMatch
    /// What a text is tested with that has to have the value as a word.
    let word: TextMatch
    /// Whether any text may have the value as a word, not only bodies of log records.
    let findsWords: Bool
    /// Whether letters of the other case are as good.
    let ignoresCase: Bool

    /// - Throws: a `RegularExpressionError` if the text is too long.
    package init(_ text: [UInt8], ignoresCase: Bool, findsWords: Bool) throws {
        self.text = text
        self.findsWords = findsWords
        self.ignoresCase = ignoresCase
        let string = String(decoding: text, as: UTF8.self)
        (int, double) = Self.numbers(string)
        bool = ignoresCase ? Bool(string.lowercased()) : Bool(string)
        bytes = [Self.hexBytes(text), text.withUnsafeBytes { decodeBase64($0, canonical: true) }]
            .compactMap { $0 }
        let flags = ignoresCase ? "(?i)" : ""
        let escaped = Self.escaped(text)
        let exact = Array("\(flags)\\A(?:".utf8) + escaped + Array(")\\z".utf8)
        let expression = try RegularExpression(searching: exact)
        let shared = SharedExpression(expression)
        whole = .matching(shared)
        isWhole = ignoresCase ? .matching(shared) : .compare(.equal, with: text)
        let (start, end) = Self.delimiters(of: text)
        let delimited = Array("\(flags)\(start)(?:".utf8) + escaped + Array(")\(end)".utf8)
        word = .matching(SharedExpression(try RegularExpression(searching: delimited)))
    }

    /// A regular expression for whole texts that match, as texts of attributes are tested.
    package var pattern: [UInt8] {
        let flags = ignoresCase ? "(?is)" : "(?s)"
        guard findsWords else { return Array(flags.utf8) + Self.escaped(text) }
        let (start, end) = Self.delimiters(of: text)
        let (before, behind) = (
            start.isEmpty ? ".*" : "(?:.*\(Self.delimiter))?",
            end.isEmpty ? ".*" : "(?:\(Self.delimiter).*)?"
        )
        return Array("\(flags)\(before)".utf8) + Self.escaped(text) + Array(behind.utf8)
    }

    /// What has to be before and behind a value: where it does not begin or end with a word, it ends
    /// there by itself.
    private static func delimiters(of text: [UInt8]) -> (start: String, end: String) {
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
        let isOpen = scalars.first.map(isWordCharacter) ?? false
        let isClosed = scalars.last.map(isWordCharacter) ?? false
        return (
            isOpen ? "(?:\\A|\(delimiter))" : "",
            isClosed ? "(?:\\z|\(delimiter))" : ""
        )
    }

    /// What may stand next to a word: anything but letters, their marks, digits and underscores.
    private static let delimiter = "[^\\pL\\pM\\pN_]"

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber:
            true
        default: scalar == "_"
        }
    }

    /// The text as a regular expression that matches nothing else.
    private static func escaped(_ text: [UInt8]) -> [UInt8] {
        var escaped: [UInt8] = []
        for byte in text {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: escaped.append(byte)
            default:
                let digits = String(byte, radix: 16)
                escaped += Array("\\x{\(digits)}".utf8)
            }
        }
        return escaped
    }

    private static func numbers(_ text: String) -> (Int64?, Double?) {
        switch text {
        case "NaN": return (nil, .nan)
        case "Infinity": return (nil, .infinity)
        case "-Infinity": return (nil, -.infinity)
        default: break
        }
        let isNumber = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        guard isNumber, let double = Double(text), double.isFinite else { return (nil, nil) }
        if let int = Int64(text) { return (int, Double(exactly: int)) }
        if let int = UInt64(text) { return (nil, Double(exactly: int)) }
        return (abs(double) < exactLimit ? Int64(exactly: double) : nil, double)
    }

    /// Below it every whole number is a double.
    private static let exactLimit = 9_007_199_254_740_992.0

    private static func hexBytes(_ text: [UInt8]) -> [UInt8]? {
        guard !text.isEmpty, text.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = Character(Unicode.Scalar(text[index])).hexDigitValue,
                let low = Character(Unicode.Scalar(text[index + 1])).hexDigitValue
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

extension SoughtValue {
    /// Whether a column of a type can hold the value.
    func mayBe(_ type: ValueType) -> Bool {
        switch type {
        case .string, .composite: true
        case .int: int != nil
        case .double: double != nil
        case .bool: bool != nil
        case .bytes: !bytes.isEmpty
        default: false
        }
    }

    /// Whether the word of a number or truth value is the value.
    @inline(__always)
    func matches(_ type: ValueType, _ word: UInt64) -> Bool {
        switch type {
        case .int: int == Int64(bitPattern: word)
        case .double: matches(Double(bitPattern: word))
        case .bool: bool == (word != 0)
        default: false
        }
    }

    @inline(__always)
    func matches(_ number: Double) -> Bool {
        guard let double else { return false }
        return number == double || number.isNaN && double.isNaN
    }

    /// Whether a text is the value, or has it as a word.
    func matches(text: ArraySlice<UInt8>, asWord: Bool) -> Bool {
        asWord ? word.matches(text: text) : text.withUnsafeBytes { isWhole.passes($0) }
    }

    /// Whether bytes are the value.
    func matches(bytes other: ArraySlice<UInt8>) -> Bool {
        bytes.contains { other.elementsEqual($0) }
    }

    /// Which strings of a table are the value, or have it as a word, by code.
    func matches(in strings: StringTable, asWord: Bool) -> [Bool] {
        asWord ? word.matches(in: strings) : isWhole.passes(strings)
    }
}
