package import DossierPromQLSyntax

/// The way from a value of JSON to one within it: `a.b[0]["c d"]`.
package struct JSONPath: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case key([UInt8])
        case index(Int)
    }

    /// Why a text is no path.
    package struct Failure: Error, Hashable, Sendable {
        package var message: String
    }

    /// From outside in; at least one.
    package let steps: [Step]

    package init(_ text: ByteString) throws(Failure) {
        var reader = Reader(bytes: text.bytes)
        var steps: [Step] = []
        reader.skipSpace()
        while !reader.isAtEnd {
            if reader.skip("[") {
                steps.append(try reader.readBracket())
            } else {
                guard steps.isEmpty || reader.skip(".") else { throw reader.unexpected() }
                steps.append(.key(try reader.readName()))
            }
            reader.skipSpace()
        }
        guard !steps.isEmpty else { throw Failure(message: "the path is empty") }
        self.steps = steps
    }

    /// Reads the key that `logfmt` is to extract: a name, or a text in quotes.
    package static func key(_ text: ByteString) throws(Failure) -> [UInt8] {
        var reader = Reader(bytes: text.bytes)
        reader.skipSpace()
        let key = reader.skip("\"") ? try reader.readQuoted() : try reader.readName()
        reader.skipSpace()
        guard reader.isAtEnd else { throw reader.unexpected() }
        return key
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func skipSpace() {
            while position < bytes.count, bytes[position].isASCIISpace { position += 1 }
        }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
                return false
            }
            position += 1
            return true
        }

        func unexpected() -> Failure {
            guard position < bytes.count else {
                return Failure(message: "the path is not finished")
            }
            let rest = String(decoding: bytes[position...], as: UTF8.self)
            return Failure(message: "unexpected `\(rest.prefix(1))`")
        }

        mutating func readName() throws(Failure) -> [UInt8] {
            skipSpace()
            let name = bytes[position...].prefix { $0.isASCIIWord }
            guard let first = name.first, first.isASCIILetterOrUnderscore else {
                throw unexpected()
            }
            position = name.endIndex
            return Array(name)
        }

        /// Reads up to the closing quote; there are no escapes.
        mutating func readQuoted() throws(Failure) -> [UInt8] {
            let text = bytes[position...].prefix { $0 != UInt8(ascii: "\"") }
            position = text.endIndex
            guard skip("\"") else { throw unexpected() }
            return Array(text)
        }

        mutating func readBracket() throws(Failure) -> Step {
            skipSpace()
            let step: Step
            if skip("\"") {
                step = .key(try readQuoted())
            } else {
                let digits = bytes[position...].prefix(while: \.isASCIIDigit)
                guard let index = Int(String(decoding: digits, as: UTF8.self)) else {
                    throw unexpected()
                }
                position = digits.endIndex
                step = .index(index)
            }
            skipSpace()
            guard skip("]") else { throw unexpected() }
            return step
        }
    }
}
