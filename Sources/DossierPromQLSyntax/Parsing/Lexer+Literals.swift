extension Lexer {
    mutating func string(_ quote: UInt8) throws(PromQLSyntaxError) -> Token {
        position += 1
        let isRaw = quote == UInt8(ascii: "`")
        while let byte = peek() {
            position += 1
            if byte == quote {
                return token(.string)
            }
            if isRaw {
                continue
            }
            if byte == UInt8(ascii: "\n") {
                throw error("unterminated quoted string")
            }
            if byte == UInt8(ascii: "\\") {
                var decoder = EscapeDecoder(bytes: text, position: position)
                do {
                    _ = try decoder.next(quote: quote)
                } catch let failure {
                    throw error(failure.message)
                }
                position = decoder.position
            }
        }
        throw error(isRaw ? "unterminated raw string" : "unterminated quoted string")
    }

    mutating func numberOrDuration() throws(PromQLSyntaxError) -> Token {
        if scanNumber() {
            return token(.number)
        }
        if scanUnitsOfDuration() {
            return token(.duration)
        }
        let written = ByteString(Array(text[start..<position]))
        throw error("bad number or duration syntax: \(written.quoted)")
    }

    private mutating func accept(_ isAccepted: (UInt8) -> Bool) -> Bool {
        guard let byte = peek(), isAccepted(byte) else { return false }
        position += 1
        return true
    }

    private mutating func accept(_ accepted: String) -> Bool {
        accept { accepted.utf8.contains($0) }
    }

    /// Reads a number; false, somewhere within, if it is none or letters follow at once.
    private mutating func scanNumber() -> Bool {
        let isHexadecimal = accept("0") && accept("xX")
        if isHexadecimal {
            _ = accept("_")
        }
        let isDigit: (UInt8) -> Bool = { byte in
            byte.isASCIIDigit || isHexadecimal && byte.isASCIIHexadecimalDigit
        }
        _ = accept(".")
        let gotDot = start < position && text[position - 1] == UInt8(ascii: ".")
        _ = accept(isDigit)
        guard scanNumberTail(isHexadecimal: isHexadecimal, gotDot: gotDot, isDigit) else {
            return false
        }
        return position > start && peek()?.isASCIIWord != true
    }

    private mutating func scanNumberTail(
        isHexadecimal: Bool,
        gotDot: Bool,
        _ isDigit: (UInt8) -> Bool
    ) -> Bool {
        var gotDot = gotDot
        var gotExponent = false
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "."):
                position += 1
                guard !gotDot, !accept("_."), !isHexadecimal else { return false }
                gotDot = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                position += 1
                guard !gotExponent else { return false }
                gotExponent = true
                _ = accept("+-")
                guard !accept("._eE"), peek() != nil else { return false }
            case UInt8(ascii: "_"):
                position += 1
                guard !accept("._eE"), peek() != nil else { return false }
            case _ where isDigit(byte): position += 1
            default: return true
            }
        }
        return true
    }

    /// Reads the units behind a number; what is not a duration for the order of its units is
    /// found out later.
    private mutating func scanUnitsOfDuration() -> Bool {
        guard accept("smhdwy") else { return false }
        _ = accept("s")
        while accept({ $0.isASCIIDigit }) {
            while accept({ $0.isASCIIDigit }) {}
            guard accept("smhdw") else { return false }
            _ = accept("s")
        }
        return !accept { $0.isASCIIWord }
    }
}

extension UInt8 {
    var isASCIIHexadecimalDigit: Bool { hexadecimalValue != nil }

    var hexadecimalValue: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
