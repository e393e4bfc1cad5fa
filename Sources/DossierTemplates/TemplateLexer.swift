import DossierPromQLSyntax
import DossierRegularExpressions

/// Cuts a template into text and the words within `{{ }}`.
struct TemplateLexer {
    enum Token: Equatable {
        case text(String)
        case open
        case close
        case identifier(String)
        case variable(String)
        case field(String)
        case dot
        case string(String)
        case number(String)
        case pipe
        case declare
        case assign
        case comma
        case leftParenthesis
        case rightParenthesis
        case space
        /// One that no word starts with.
        case character
    }

    struct Word {
        var token: Token
        var line: Int
        var range: Range<Int>
    }

    let bytes: [UInt8]
    private var position = 0
    private var wordStart = 0
    private var line = 1
    private let name: String
    private(set) var tokens: [Word] = []

    init(_ text: String, name: String) throws(TemplateError) {
        bytes = Array(text.utf8)
        self.name = name
        try run()
    }

    private func error(_ message: String) -> TemplateError {
        TemplateError("\(name):\(line): \(message)")
    }

    private mutating func add(_ token: Token) {
        tokens.append(Word(token: token, line: line, range: wordStart..<max(wordStart, position)))
    }

    private mutating func run() throws(TemplateError) {
        var trimsStart = false
        while position < bytes.count {
            let start = position
            while position < bytes.count, !startsWith("{{") {
                position += 1
            }
            var text = bytes[start..<position]
            if trimsStart {
                text = text.drop(while: \.isASCIISpace)
            }
            let trimsEnd =
                startsWith("{{-") && position + 3 < bytes.count && bytes[position + 3].isASCIISpace
            if trimsEnd {
                while text.last?.isASCIISpace == true {
                    text.removeLast()
                }
            }
            if !text.isEmpty {
                add(.text(String(decoding: text, as: UTF8.self)))
            }
            line += bytes[start..<position].count { $0 == 10 }
            guard position < bytes.count else { return }
            position += trimsEnd ? 3 : 2
            trimsStart = try readAction(isTrimming: trimsEnd)
        }
    }

    /// Reads up to the closing braces; whether the white space behind is to go.
    private mutating func readAction(isTrimming: Bool) throws(TemplateError) -> Bool {
        // A comment follows the braces, or the mark and one space, at once.
        let ahead = isTrimming ? position + 1 : position
        if bytes.dropFirst(ahead).starts(with: "/*".utf8) {
            return try skipComment(from: ahead)
        }
        add(.open)
        while true {
            guard position < bytes.count else { throw error("unclosed action") }
            wordStart = position
            if startsWith("}}") {
                position += 2
                add(.close)
                return false
            }
            if bytes[position].isASCIISpace, bytes.dropFirst(position + 1).starts(with: "-}}".utf8)
            {
                position += 4
                add(.close)
                return true
            }
            try readWord()
        }
    }

    private mutating func skipComment(from start: Int) throws(TemplateError) -> Bool {
        position = start + 2
        while position < bytes.count, !startsWith("*/") {
            position += 1
        }
        guard position < bytes.count else { throw error("unclosed comment") }
        position += 2
        while position < bytes.count, bytes[position].isASCIISpace {
            position += 1
        }
        let trims = startsWith("-}}")
        guard trims || startsWith("}}") else {
            throw error("comment ends before closing delimiter")
        }
        position += trims ? 3 : 2
        return trims
    }

    private mutating func readWord() throws(TemplateError) {
        let byte = bytes[position]
        switch byte {
        case _ where byte.isASCIISpace:
            line += byte == 10 ? 1 : 0
            position += 1
            if tokens.last?.token != .space {
                add(.space)
            }
        case UInt8(ascii: "|"): single(.pipe)
        case UInt8(ascii: ","): single(.comma)
        case UInt8(ascii: "("): single(.leftParenthesis)
        case UInt8(ascii: ")"): single(.rightParenthesis)
        case UInt8(ascii: "="): single(.assign)
        case UInt8(ascii: ":"):
            guard startsWith(":=") else { throw error("expected :=") }
            position += 2
            add(.declare)
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): try readString(byte)
        case UInt8(ascii: "$"):
            position += 1
            add(.variable("$" + word()))
            try checkTerminator()
        case UInt8(ascii: "."):
            position += 1
            if let next = peek(), next.isASCIIDigit {
                position -= 1
                readNumber()
            } else {
                let name = word()
                add(name.isEmpty ? .dot : .field(name))
                if !name.isEmpty { try checkTerminator() }
            }
        default:
            if byte.isASCIIDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
                readNumber()
                return
            }
            let name = word()
            if name.isEmpty, byte > UInt8(ascii: " "), byte < 0x7f {
                single(.character)
                return
            }
            guard !name.isEmpty else {
                throw unexpectedCharacter("unrecognized character in action:")
            }
            add(.identifier(name))
            try checkTerminator()
        }
    }

    private func unexpectedCharacter(_ problem: String) -> TemplateError {
        let found = UTF8Scalar.decode(bytes, at: position)?.0 ?? "\u{fffd}"
        let code = String(found.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
        return error("\(problem) U+\(padded) '\(found)'")
    }

    /// A word ends where something starts that may follow one.
    private func checkTerminator() throws(TemplateError) {
        guard let byte = peek(), !byte.isASCIISpace, !".,|:()".utf8.contains(byte),
            !startsWith("}}")
        else { return }
        throw unexpectedCharacter("bad character")
    }

    private mutating func readString(_ quote: UInt8) throws(TemplateError) {
        let start = position
        position += 1
        while let byte = peek(), byte != quote {
            let isEscape = byte == UInt8(ascii: "\\") && quote != UInt8(ascii: "`")
            position += isEscape ? 2 : 1
        }
        guard position < bytes.count else { throw error("unterminated quoted string") }
        position += 1
        guard let value = ByteString(unquoting: bytes[start..<position]) else {
            throw error("invalid syntax")
        }
        line += bytes[start..<position].count { $0 == 10 }
        guard quote == UInt8(ascii: "'") else {
            add(.string(value.description))
            return
        }
        let scalars = value.description.unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first?.value else {
            let written = String(decoding: bytes[start..<position], as: UTF8.self)
            throw error("malformed character constant: \(written)")
        }
        add(.number(String(scalar)))
    }

    private mutating func readNumber() {
        let start = position
        position += 1
        while let byte = peek(),
            byte.isASCIIWord || byte == UInt8(ascii: ".")
                || "+-".utf8.contains(byte) && bytes[position - 1] | 0x20 == UInt8(ascii: "e")
        {
            position += 1
        }
        add(.number(String(decoding: bytes[start..<position], as: UTF8.self)))
    }

    private mutating func single(_ token: Token) {
        position += 1
        add(token)
    }

    private mutating func word() -> String {
        let word = bytes[position...].prefix { $0.isASCIIWord || $0 >= 0x80 }
        position = word.endIndex
        return String(decoding: word, as: UTF8.self)
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func startsWith(_ text: String) -> Bool {
        bytes[min(position, bytes.count)...].starts(with: text.utf8)
    }
}
