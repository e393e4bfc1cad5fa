/// A growing piece of JSON text, written byte by byte.
///
/// Members and elements are written with a comma behind them, and ``close(_:)`` takes the last one
/// back; so no writer has to know whether it is the first of its list.
struct OTLPJSONBuffer {
    private(set) var bytes: [UInt8] = []

    /// Appends text that is JSON already.
    mutating func text(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends text that is JSON already.
    mutating func text(_ text: [UInt8]) {
        bytes.append(contentsOf: text)
    }

    /// Closes an object, an array or a string in which there may be a comma too many.
    mutating func close(_ bracket: StaticString) {
        if bytes.last == UInt8(ascii: ",") {
            bytes.removeLast()
        }
        text(bracket)
    }

    /// Appends characters inside a string, escaped.
    ///
    /// For building fragments once; the values of a span or record never need escaping.
    mutating func escaped(_ characters: String) {
        for byte in characters.utf8 {
            switch byte {
            case UInt8(ascii: "\""): text(#"\""#)
            case UInt8(ascii: "\\"): text("\\\\")
            case UInt8(ascii: "\n"): text("\\n")
            case UInt8(ascii: "\t"): text("\\t")
            default: bytes.append(byte)
            }
        }
    }

    /// Appends a decimal integer.
    mutating func integer(_ value: UInt64) {
        let start = bytes.count
        var rest = value
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest > 0
        reverse(from: start)
    }

    /// Appends a decimal integer.
    mutating func integer(_ value: Int) {
        if value < 0 {
            bytes.append(UInt8(ascii: "-"))
        }
        integer(UInt64(value.magnitude))
    }

    /// Appends `value / 10^fractionDigits`, exactly and without trailing zeros.
    mutating func decimal(_ value: UInt64, fractionDigits: Int) {
        var rest = value
        var digits = fractionDigits
        while digits > 0, rest.isMultiple(of: 10) {
            rest /= 10
            digits -= 1
        }
        let start = bytes.count
        for _ in 0..<digits {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        if digits > 0 {
            bytes.append(UInt8(ascii: "."))
        }
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        reverse(from: start)
    }

    /// Appends the lowest digits of a value in lower-case hexadecimal.
    mutating func hex(_ value: UInt64, digits: Int = 16) {
        var shift = 4 * digits
        while shift > 0 {
            shift -= 4
            let nibble = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 0xF
            bytes.append(nibble + (nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }

    /// Appends a version 4 UUID made of random bits.
    mutating func uuid(_ random: inout SplitMix64) {
        let high = random.next()
        let low = random.next()
        hex(high >> 32, digits: 8)
        text("-")
        hex(high >> 16, digits: 4)
        text("-4")
        hex(high, digits: 3)
        text("-a")
        hex(low >> 48, digits: 3)
        text("-")
        hex(low, digits: 12)
    }

    /// Forgets the text and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func reverse(from start: Int) {
        var low = start
        var high = bytes.count - 1
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}
