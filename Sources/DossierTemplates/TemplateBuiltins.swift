/// The functions that Go's templates have.
enum TemplateBuiltins {
    static let names: Set<String> = [
        "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "index", "slice", "print",
        "printf", "println", "html", "js", "urlquery", "call",
    ]

    static func signature(of name: String) -> TemplateSignature? {
        switch name {
        case "len", "not": TemplateSignature([.any])
        case "ne", "lt", "le", "gt", "ge": TemplateSignature([.any, .any])
        case "printf": TemplateSignature([.string, .any], isOpen: true)
        case "call", "eq", "index", "slice": TemplateSignature([.any, .any], isOpen: true)
        default: nil
        }
    }

    static func call(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "not", "eq", "ne", "lt", "le", "gt", "ge": try compare(name, arguments)
        default: try callBuiltin(name, arguments)
        }
    }

    private static func compare(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        let first = try arguments.argument(0)
        if name == "not" {
            return .boolean(!first.isTrue)
        }
        let others = arguments.dropFirst()
        guard let second = others.first else {
            throw TemplateError("missing argument for comparison")
        }
        switch name {
        case "eq":
            for other in others where try order(first, other) == 0 {
                return .boolean(true)
            }
            return .boolean(false)
        case "ne": return .boolean(try order(first, second) != 0)
        default: break
        }
        if case (.boolean, .boolean) = (first, second) {
            throw TemplateError("invalid type for comparison")
        }
        guard let order = try order(first, second) else { return .boolean(false) }
        return switch name {
        case "lt": .boolean(order < 0)
        case "le": .boolean(order <= 0)
        case "gt": .boolean(order > 0)
        default: .boolean(order >= 0)
        }
    }

    /// Nil for NaN, which has no order.
    private static func order(
        _ left: TemplateValue,
        _ right: TemplateValue
    ) throws(TemplateError) -> Int? {
        switch (left, right) {
        case (.string(let a), .string(let b)):
            let isEqual = a.utf8.elementsEqual(b.utf8)
            return isEqual ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        case (.boolean(let a), .boolean(let b)): return a == b ? 0 : 1
        case (.integer(let a, _), .integer(let b, _)): return a == b ? 0 : a < b ? -1 : 1
        case (.float(let a), .float(let b)):
            return a == b ? 0 : a < b ? -1 : a > b ? 1 : nil
        case (.duration(let a), .duration(let b)): return a == b ? 0 : a < b ? -1 : 1
        case (.nothing, .nothing): return 0
        default: throw TemplateError("incompatible types for comparison")
        }
    }

    private static func callBuiltin(
        _ name: String,
        _ arguments: [TemplateValue]
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "len":
            switch try arguments.argument(0) {
            case .string(let text): return .integer(Int64(text.utf8.count))
            case .list(let values, _): return .integer(Int64(values.count))
            case .map(let values), .object(let values): return .integer(Int64(values.count))
            case let other: throw TemplateError("len of type \(other.typeName)")
            }
        case "index": return try index(arguments)
        case "slice": return try slice(arguments)
        case "print": return .string(printed(arguments))
        case "println": return .string(arguments.map(\.text).joined(separator: " ") + "\n")
        case "printf":
            let format = try arguments.text(0)
            return .string(TemplateFormat.format(format, Array(arguments.dropFirst())))
        case "html": return .string(TemplateText.htmlEscaped(printed(arguments)))
        case "js": return .string(TemplateText.scriptEscaped(printed(arguments)))
        case "urlquery": return .string(TemplateText.queryEscaped(printed(arguments)))
        default:
            let type = try arguments.argument(0).typeName
            throw TemplateError("non-function of type \(type)")
        }
    }

    /// Puts spaces between arguments where neither is a string.
    private static func printed(_ arguments: [TemplateValue]) -> String {
        var output = ""
        var wasString = true
        for (position, argument) in arguments.enumerated() {
            var isString = false
            if case .string = argument {
                isString = true
            }
            if position > 0, !isString, !wasString {
                output += " "
            }
            if case .nothing = argument {
                output += "<nil>"
            } else {
                output += argument.text
            }
            wasString = isString
        }
        return output
    }

    private static func index(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue {
        var value = try arguments.argument(0)
        for key in arguments.dropFirst() {
            switch (value, key) {
            case (.map(let values), .string(let name)): value = values[name] ?? .string("")
            case (.object(let values), .string(let name)): value = values[name] ?? .nothing
            case (.map, _), (.object, _):
                throw TemplateError("value has type \(key.typeName); should be string")
            case (.list(let values, _), .integer(let index, _)):
                guard values.indices.contains(Int(clamping: index)) else {
                    throw TemplateError("index out of range: \(index)")
                }
                value = values[Int(clamping: index)]
            case (.string(let text), .integer(let index, _)):
                let bytes = Array(text.utf8)
                guard bytes.indices.contains(Int(clamping: index)) else {
                    throw TemplateError("index out of range: \(index)")
                }
                value = .integer(Int64(bytes[Int(clamping: index)]))
            default: throw TemplateError("can't index item of type \(value.typeName)")
            }
        }
        return value
    }

    private static func slice(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue {
        var bounds: [Int] = []
        for argument in arguments.dropFirst() {
            guard case .integer(let bound, _) = argument else {
                throw TemplateError("cannot index slice/array with type \(argument.typeName)")
            }
            bounds.append(Int(clamping: bound))
        }
        func range(_ count: Int) throws(TemplateError) -> Range<Int> {
            let (start, end) = (bounds.first ?? 0, bounds.count > 1 ? bounds[1] : count)
            guard 0 <= start, start <= count, 0 <= end, end <= count else {
                let wrong = 0 <= start && start <= count ? end : start
                throw TemplateError("index out of range: \(wrong)")
            }
            guard start <= end else {
                throw TemplateError("invalid slice index: \(start) > \(end)")
            }
            return start..<end
        }
        switch try arguments.argument(0) {
        case .string(let text):
            let bytes = Array(text.utf8)
            return .string(String(decoding: bytes[try range(bytes.count)], as: UTF8.self))
        case .list(let values, let typeName):
            return .list(Array(values[try range(values.count)]), typeName: typeName)
        case let other: throw TemplateError("can't slice item of type \(other.typeName)")
        }
    }
}

extension [TemplateValue] {
    /// One of the arguments of a call.
    package func argument(_ index: Int) throws(TemplateError) -> TemplateValue {
        guard index < count else { throw TemplateError("wrong number of args: got \(count)") }
        return self[index]
    }

    /// One of the arguments of a call, which has to be a string.
    package func text(_ index: Int) throws(TemplateError) -> String {
        switch try argument(index) {
        case .string(let text): return text
        case let other:
            throw TemplateError("wrong type for value; expected string; got \(other.typeName)")
        }
    }
}
