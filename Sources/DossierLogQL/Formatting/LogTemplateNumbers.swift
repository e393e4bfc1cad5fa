import DossierLogQLSyntax
import DossierPrimitives
import DossierPromQLSyntax
import DossierTemplates

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The functions of templates that work on numbers.
enum LogTemplateNumbers {
    static func call(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "int": return .integer(integer(try arguments.argument(0)))
        case "float64": return .float(float(try arguments.argument(0)))
        case "add", "sub", "mul", "div", "mod", "max", "min":
            return .integer(try combine(name, arguments.map(integer)), .int64)
        case "addf", "subf", "mulf", "divf", "maxf", "minf":
            return .float(try combine(name, arguments.map(float)))
        case "ceil": return .float(float(try arguments.argument(0)).rounded(.up))
        case "floor": return .float(float(try arguments.argument(0)).rounded(.down))
        case "round": return .float(try round(arguments))
        case "bytes":
            let text = try arguments.text(0)
            guard let count = ByteCountText.parse(text.utf8) else {
                throw TemplateError("\(ByteString(text).quoted) is no size")
            }
            return .float(Double(count))
        default:
            let text = try arguments.text(0)
            guard let nanoseconds = DurationLabel.nanoseconds(Array(text.utf8)[...]) else {
                throw TemplateError("time: invalid duration \(ByteString(text).quoted)")
            }
            return .float(Double(nanoseconds) / 1e9)
        }
    }

    /// The whole number that a value is taken for: what is cut off behind the point, 0 for what
    /// is none.
    private static func integer(_ value: TemplateValue) -> Int64 {
        switch value {
        case .integer(let value, _), .duration(let value): return value
        case .float(let value): return Int64(exactly: value.rounded(.towardZero)) ?? .min
        case .boolean(let value): return value ? 1 : 0
        case .string(let text):
            // "08" is 0, as 8 is not an octal digit.
            return NumberText.parseInteger(withoutFraction(text)) ?? 0
        default: return 0
        }
    }

    /// `3.7` is read as `3`; what is not digits, a point and digits stays.
    private static func withoutFraction(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else { return bytes }
        let whole = bytes[..<point].drop { "+-".utf8.contains($0) }
        guard point - whole.count <= 1, whole.allSatisfy(\.isASCIIDigit),
            bytes[(point + 1)...].allSatisfy(\.isASCIIDigit)
        else { return bytes }
        return Array(bytes[..<point])
    }

    private static func float(_ value: TemplateValue) -> Double {
        switch value {
        case .integer(let value, _), .duration(let value): Double(value)
        case .float(let value): value
        case .boolean(let value): value ? 1 : 0
        case .string(let text): (try? NumberText.parseFloat(Array(text.utf8))) ?? 0
        default: 0
        }
    }

    private static func combine(
        _ name: String,
        _ values: [Int64]
    ) throws(TemplateError) -> Int64 {
        guard var result = values.first else { return 0 }
        for value in values.dropFirst() {
            switch name {
            case "add": result &+= value
            case "sub": result &-= value
            case "mul": result &*= value
            case "max": result = max(result, value)
            case "min": result = min(result, value)
            default:
                guard value != 0 else {
                    throw TemplateError("runtime error: integer divide by zero")
                }
                let (quotient, rest) =
                    value == -1 ? (0 &- result, 0) : result.quotientAndRemainder(dividingBy: value)
                result = name == "div" ? quotient : rest
            }
        }
        return result
    }

    private static func combine(
        _ name: String,
        _ values: [Double]
    ) throws(TemplateError) -> Double {
        guard let first = values.first else { return 0 }
        let rest = values.dropFirst()
        switch name {
        case "maxf": return rest.reduce(first) { max($0, $1) }
        case "minf": return rest.reduce(first) { min($0, $1) }
        case "divf" where rest.contains(0): throw TemplateError("decimal division by 0")
        default: break
        }
        if let exact = ExactDecimal.combine(name, values) { return exact }
        return rest.reduce(first) { result, value in
            switch name {
            case "addf": result + value
            case "subf": result - value
            case "mulf": result * value
            default: result / value
            }
        }
    }

    /// Rounds to so many digits behind the point, upwards from a fraction on that is 0.5 if none
    /// is given.
    private static func round(_ arguments: [TemplateValue]) throws(TemplateError) -> Double {
        let value = float(try arguments.argument(0))
        let digits = Double(try arguments.integer(1))
        let threshold = arguments.count > 2 ? float(arguments[2]) : 0.5
        let scale = pow(10, digits)
        let scaled = value * scale
        let fraction = scaled - scaled.rounded(.towardZero)
        let rounded = fraction >= threshold ? scaled.rounded(.up) : scaled.rounded(.down)
        return rounded / scale
    }
}
