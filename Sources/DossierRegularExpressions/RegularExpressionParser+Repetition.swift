extension RegularExpressionParser {
    struct Bounds {
        var minimum: Int
        var maximum: Int?
    }

    mutating func parseRepetitions(
        of atom: RegularExpressionNode
    ) throws(RegularExpressionError) -> RegularExpressionNode {
        var node = atom
        var previousOperator: Int?
        while let byte = peek() {
            let operatorStart = position
            let bounds: Bounds
            switch byte {
            case UInt8(ascii: "*"): bounds = Bounds(minimum: 0, maximum: nil)
            case UInt8(ascii: "+"): bounds = Bounds(minimum: 1, maximum: nil)
            case UInt8(ascii: "?"): bounds = Bounds(minimum: 0, maximum: 1)
            case UInt8(ascii: "{"):
                guard let counted = parseBounds() else { return node }
                let written = pattern[operatorStart..<position]
                let largest = counted.maximum ?? counted.minimum
                guard largest <= Self.repeatLimit, counted.minimum <= Self.repeatLimit,
                    counted.maximum.map({ $0 >= counted.minimum }) ?? true
                else { throw error(.invalidRepeatCount, written) }
                position -= 1
                bounds = counted
            default: return node
            }
            position += 1
            var isGreedy = !flags.isUngreedy
            if peek() == UInt8(ascii: "?") {
                position += 1
                isGreedy.toggle()
            }
            if let previousOperator {
                throw error(.nestedRepetition, pattern[previousOperator..<position])
            }
            previousOperator = operatorStart
            node = .repetition(
                node,
                minimum: bounds.minimum,
                maximum: bounds.maximum,
                isGreedy: isGreedy
            )
        }
        return node
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`; nil, reading nothing, for anything else.
    mutating func parseBounds() -> Bounds? {
        let start = position
        position += 1
        guard let minimum = parseCount() else {
            position = start
            return nil
        }
        var bounds = Bounds(minimum: minimum, maximum: minimum)
        if peek() == UInt8(ascii: ",") {
            position += 1
            bounds.maximum = nil
            if peek() != UInt8(ascii: "}") {
                guard let maximum = parseCount() else {
                    position = start
                    return nil
                }
                bounds.maximum = maximum
            }
        }
        guard peek() == UInt8(ascii: "}") else {
            position = start
            return nil
        }
        position += 1
        return bounds
    }

    private mutating func parseCount() -> Int? {
        let digits = pattern[position...].prefix { $0.isASCIIDigit }
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else {
            return nil
        }
        position = digits.endIndex
        return Int(String(decoding: digits, as: UTF8.self)).map { min($0, 1_000_000) } ?? 1_000_000
    }
}
