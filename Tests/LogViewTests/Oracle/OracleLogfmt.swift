import DossierLogQLSyntax
import DossierPromQLSyntax

/// Pairs of logfmt, read one after the other.
struct OracleLogfmt {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    private mutating func run(until ends: String) -> [UInt8] {
        let start = position
        while let byte = next, byte > UInt8(ascii: " "), !ends.utf8.contains(byte) { position += 1 }
        return Array(text[start..<position])
    }

    /// The next pair, whose value may be empty; nil at the end.
    ///
    /// Throws if the pair is none.
    mutating func pair() throws -> (key: [UInt8], value: [UInt8])? {
        while let byte = next, byte <= UInt8(ascii: " ") { position += 1 }
        guard next != nil else { return nil }
        let key = run(until: "=\"")
        guard next != UInt8(ascii: "\"") else { throw spoiled() }
        guard next == UInt8(ascii: "=") else { return (key, []) }
        guard !key.isEmpty else { throw spoiled() }
        position += 1
        if next == UInt8(ascii: "\"") { return (key, try quoted()) }
        let value = run(until: "=\"")
        guard next != UInt8(ascii: "="), next != UInt8(ascii: "\"") else { throw spoiled() }
        return (key, value)
    }

    /// What is up to the next white space belongs to the pair.
    private mutating func spoiled() -> OracleDamage {
        _ = run(until: "")
        return OracleDamage()
    }

    private mutating func quoted() throws -> [UInt8] {
        position += 1
        let start = position
        while let byte = next {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            guard byte == UInt8(ascii: "\"") else { continue }
            // What is right behind the quote is read even if there is a wrong escape before it.
            guard let value = OracleJSON.unescaped(Array(text[start..<(position - 1)])) else {
                throw OracleDamage()
            }
            return value
        }
        position = text.count
        throw OracleDamage()
    }
}

extension OracleEntry {
    mutating func parseLogfmt(_ options: LogfmtOptions, _ extractions: [LabelExtraction]) {
        var wanted: [ByteString: ByteString] = [:]
        var reader = OracleLogfmt(line)
        while true {
            do {
                guard let (key, value) = try reader.pair() else { break }
                let name = ByteString(key).labelName
                guard !name.isEmpty else { continue }
                guard !value.isEmpty || options.keepsEmpty else { continue }
                if extractions.isEmpty {
                    parse(name, ByteString(value))
                } else {
                    // Here the last of equal keys stays.
                    wanted[ByteString(key)] = ByteString(value)
                }
            } catch {
                guard options.isStrict else { continue }
                fail("LogfmtParserErr")
                break
            }
        }
        for extraction in extractions {
            let key = try? ByteString(JSONPath.key(extraction.source))
            parse(extraction.label, key.flatMap { wanted[$0] } ?? "")
        }
    }
}
