import DossierPrimitives
import DossierPromQLSyntax

/// Go's `Sprintf`, for the verbs that templates use.
enum TemplateFormat {
    private struct Directive {
        var flags: Set<UInt8> = []
        var width: Int?
        var precision: Int?
        var verb: UInt8 = 0
        /// Whether an argument says how wide it is (`*`).
        var takesWidth = false

        /// A negative width pads on the right.
        mutating func setWidth(_ value: Int64) {
            if value < 0 { flags.insert(UInt8(ascii: "-")) }
            width = Int(clamping: min(value.magnitude, 1000))
        }
    }

    static func format(_ format: String, _ arguments: [TemplateValue]) -> String {
        let bytes = Array(format.utf8)
        var output: [UInt8] = []
        var position = 0
        var next = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "%") else {
                output.append(bytes[position])
                position += 1
                continue
            }
            position += 1
            var directive = parse(bytes, &position)
            if directive.takesWidth, next < arguments.count,
                case .integer(let width, _) = arguments[next]
            {
                directive.setWidth(width)
                next += 1
            }
            if directive.verb == UInt8(ascii: "%") {
                output.append(directive.verb)
                continue
            }
            let verb = directive.verb == 0 ? "" : String(Unicode.Scalar(directive.verb))
            guard directive.verb != 0 else {
                output += Array("%!(NOVERB)".utf8)
                continue
            }
            guard next < arguments.count else {
                output += Array("%!\(verb)(MISSING)".utf8)
                continue
            }
            output += Array(pad(text(of: arguments[next], directive, verb), directive).utf8)
            next += 1
        }
        if next < arguments.count {
            let extra = arguments[next...].map { "\($0.typeName)=\($0.text)" }
            output += Array("%!(EXTRA \(extra.joined(separator: ", ")))".utf8)
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func parse(_ bytes: [UInt8], _ position: inout Int) -> Directive {
        var directive = Directive()
        while position < bytes.count, "+-# 0".utf8.contains(bytes[position]) {
            directive.flags.insert(bytes[position])
            position += 1
        }
        directive.takesWidth = position < bytes.count && bytes[position] == UInt8(ascii: "*")
        if directive.takesWidth { position += 1 }
        directive.width = number(bytes, &position)
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            directive.precision = number(bytes, &position) ?? 0
        }
        if position < bytes.count {
            directive.verb = bytes[position]
            position += 1
        }
        return directive
    }

    private static func number(_ bytes: [UInt8], _ position: inout Int) -> Int? {
        let digits = bytes[position...].prefix(while: \.isASCIIDigit)
        position = digits.endIndex
        return Int(String(decoding: digits.prefix(4), as: UTF8.self)).map { min($0, 1000) }
    }

    private static func text(
        of value: TemplateValue,
        _ directive: Directive,
        _ verb: String
    ) -> String {
        let plus = directive.flags.contains(UInt8(ascii: "+"))
        switch (verb, value) {
        case ("v", .nothing): return "<nil>"
        case ("v", _): return value.text
        case ("T", _): return value.typeName
        case ("s", .string(let text)):
            return directive.precision.map { String(text.prefix($0)) } ?? text
        case ("s", .list), ("s", .map), ("s", .duration), ("s", .time), ("s", .opaque),
            ("s", .object):
            return value.text
        case ("q", .string(let text)): return ByteString(text).quoted
        case ("x", .string(let text)):
            return text.utf8.map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count < 2 ? "0" + digits : digits
            }.joined()
        case ("t", .boolean(let value)): return value ? "true" : "false"
        case ("d", .integer(let value, _)), ("d", .duration(let value)):
            let space = directive.flags.contains(UInt8(ascii: " ")) ? " " : ""
            return (value < 0 ? "" : plus ? "+" : space) + String(value)
        case ("x", .integer(let value, _)): return String(value, radix: 16)
        case ("X", .integer(let value, _)): return String(value, radix: 16, uppercase: true)
        case ("o", .integer(let value, _)): return String(value, radix: 8)
        case ("b", .integer(let value, _)): return String(value, radix: 2)
        case ("c", .integer(let value, _)):
            return Unicode.Scalar(UInt32(clamping: value)).map { String($0) } ?? "\u{fffd}"
        case ("U", .integer(let value, _)):
            let digits = String(value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        case ("E", .float), ("G", .float):
            return text(of: value, directive, verb.lowercased()).uppercased()
        case ("e", .float(let value)), ("f", .float(let value)), ("F", .float(let value)),
            ("g", .float(let value)):
            guard value.isFinite else {
                return value > 0 && !plus ? "+Inf" : FloatText.general(value)
            }
            let sign = plus && value.sign == .plus ? "+" : ""
            if verb == "g", directive.precision == nil {
                return sign + FloatText.general(value)
            }
            let digits = directive.precision ?? 6
            return sign
                + FloatText.formatted(
                    value,
                    digits: digits,
                    verb: verb == "F" ? "f" : Character(verb)
                )
        default: return "%!\(verb)(\(value.typeName)=\(value.text))"
        }
    }

    private static func pad(_ text: String, _ directive: Directive) -> String {
        let missing = (directive.width ?? 0) - text.unicodeScalars.count
        guard missing > 0 else { return text }
        if directive.flags.contains(UInt8(ascii: "-")) {
            return text + String(repeating: " ", count: missing)
        }
        guard directive.flags.contains(UInt8(ascii: "0")) else {
            return String(repeating: " ", count: missing) + text
        }
        let sign = text.prefix { $0 == "-" || $0 == "+" }
        return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
    }
}
