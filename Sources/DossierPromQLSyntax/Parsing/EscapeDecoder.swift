import DossierRegularExpressions

/// Reads the escapes of quoted strings, which are Go's.
struct EscapeDecoder {
    struct Failure: Error {
        package var message: String
    }

    let bytes: [UInt8]
    /// Behind the backslash, then behind what was read.
    var position: Int

    /// The bytes that an escape stands for.
    mutating func next(quote: UInt8) throws(Failure) -> [UInt8] {
        guard position < bytes.count else {
            throw Failure(message: "escape sequence not terminated")
        }
        let byte = bytes[position]
        if byte == quote || byte == UInt8(ascii: "\\") {
            position += 1
            return [byte]
        }
        if let index = Array("abfnrtv".utf8).firstIndex(of: byte) {
            position += 1
            return [[0x07, 0x08, 0x0c, 0x0a, 0x0d, 0x09, 0x0b][index]]
        }
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            return [try code(digits: 3, base: 8)].map { UInt8(truncatingIfNeeded: $0) }
        case UInt8(ascii: "x"):
            position += 1
            return [try code(digits: 2, base: 16)].map { UInt8(truncatingIfNeeded: $0) }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            position += 1
            let value = try code(digits: byte == UInt8(ascii: "u") ? 4 : 8, base: 16)
            guard let scalar = Unicode.Scalar(value) else {
                throw Failure(message: "escape sequence is an invalid Unicode code point")
            }
            return Array(String(scalar).utf8)
        default:
            throw Failure(message: "unknown escape sequence \(character(at: position))")
        }
    }

    private mutating func code(digits: Int, base: UInt32) throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard position < bytes.count else {
                throw Failure(message: "escape sequence not terminated")
            }
            guard let digit = bytes[position].hexadecimalValue, digit < base else {
                let found = character(at: position)
                throw Failure(message: "illegal character \(found) in escape sequence")
            }
            value = value &* base &+ digit
            position += 1
        }
        guard base == 16 || value <= 255 else {
            throw Failure(message: "escape sequence is an invalid Unicode code point")
        }
        return value
    }

    private func character(at position: Int) -> String {
        guard let (scalar, _) = UTF8Scalar.decode(bytes, at: position) else {
            return "U+FFFD '\u{fffd}'"
        }
        let code = String(scalar.value, radix: 16, uppercase: true)
        let padding = String(repeating: "0", count: max(0, 4 - code.count))
        return "U+\(padding)\(code) '\(scalar)'"
    }
}

extension ByteString {
    /// What a string in quotes says; nil if it is not a whole string.
    package init?(unquoting text: some Collection<UInt8>) {
        let bytes = Array(text)
        guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
        if quote == UInt8(ascii: "`") {
            let inner = bytes[1..<(bytes.count - 1)]
            guard !inner.contains(quote) else { return nil }
            self.init(Array(inner))
            return
        }
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        var output: [UInt8] = []
        let inner = Array(bytes.dropLast())
        var position = 1
        while position < bytes.count - 1 {
            let byte = bytes[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                guard byte != quote, byte != UInt8(ascii: "\n") else { return nil }
                output.append(byte)
                continue
            }
            var decoder = EscapeDecoder(bytes: inner, position: position)
            guard let decoded = try? decoder.next(quote: quote) else { return nil }
            output += decoded
            position = decoder.position
        }
        self.init(output)
    }
}
