import DossierRegularExpressions
import DossierTraceQLSyntax
import Foundation

extension OracleValue {
    init(_ literal: TraceQLLiteral) {
        switch literal {
        case .integer(let n): self = .integer(n)
        case .double(let n): self = .double(n)
        case .string(let bytes): self = .string(String(decoding: bytes, as: UTF8.self))
        case .boolean(let flag): self = .boolean(flag)
        case .duration(let n): self = .duration(n)
        case .status(let status): self = .status("\(status)")
        case .kind(let kind): self = .kind("\(kind)")
        }
    }
}

enum OracleOperators {
    static let kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"]

    static func number(_ value: OracleValue) -> Double? {
        switch value {
        case .integer(let n), .duration(let n): Double(n)
        case .double(let n): n
        default: nil
        }
    }

    static func compare(_ op: FieldOperator, _ a: OracleValue, _ b: OracleValue) throws -> Bool {
        switch (a, b) {
        case (.array, .array): throw OracleFailure.span
        case (.array(let values), _):
            let results = values.map { scalar(op, $0, b) }
            return op == .notEqual ? results.allSatisfy { $0 } : results.contains(true)
        case (_, .array(let values)):
            let results = values.map { scalar(op, a, $0) }
            return op == .notEqual ? results.allSatisfy { $0 } : results.contains(true)
        default: return scalar(op, a, b)
        }
    }

    private static func scalar(_ op: FieldOperator, _ a: OracleValue, _ b: OracleValue) -> Bool {
        func ordered<T: Comparable>(_ x: T, _ y: T) -> Bool {
            switch op {
            case .equal: x == y
            case .notEqual: x != y
            case .less: x < y
            case .lessOrEqual: x <= y
            case .greater: x > y
            case .greaterOrEqual: x >= y
            default: false
            }
        }
        func equality(_ isEqual: Bool) -> Bool {
            op == .equal ? isEqual : op == .notEqual ? !isEqual : false
        }
        switch (a, b) {
        case (.integer(let x), .integer(let y)), (.duration(let x), .duration(let y)):
            return ordered(x, y)
        case (.string(let x), .string(let y)):
            return ordered(Data(x.utf8).map { $0 }.hexText, Data(y.utf8).map { $0 }.hexText)
        case (.boolean(let x), .boolean(let y)): return equality(x == y)
        case (.status(let x), .status(let y)), (.kind(let x), .kind(let y)): return equality(x == y)
        case (.status(let x), .integer(let n)), (.integer(let n), .status(let x)):
            return equality(["error", "ok", "unset"].firstIndex(of: x).map(Int64.init) == n)
        default:
            guard let x = number(a), let y = number(b) else { return false }
            return ordered(x, y)
        }
    }

    static func match(_ value: OracleValue, _ pattern: [UInt8], isWanted: Bool) -> Bool {
        guard let regex = try? RegularExpression(anchoring: pattern) else { return false }
        switch value {
        case .string(let text): return regex.matches(Array(text.utf8)) == isWanted
        case .array(let values):
            let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
            guard texts.count == values.count, !texts.isEmpty else { return false }
            return texts.contains { regex.matches(Array($0.utf8)) } == isWanted
        default: return false
        }
    }

    static func arithmetic(
        _ op: FieldOperator,
        _ a: OracleValue,
        _ b: OracleValue
    ) throws -> OracleValue {
        if case .array = a { throw OracleFailure.span }
        if case .array = b { throw OracleFailure.span }
        if case .integer(let x) = a, case .integer(let y) = b, op != .power {
            switch op {
            case .add: return .integer(x &+ y)
            case .subtract: return .integer(x &- y)
            case .multiply: return .integer(x &* y)
            default:
                if y == 0 { throw OracleFailure.span }
                return .integer(
                    op == .divide
                        ? x.dividedReportingOverflow(by: y).partialValue
                        : x.remainderReportingOverflow(dividingBy: y).partialValue
                )
            }
        }
        guard let x = number(a), let y = number(b) else { return .none }
        switch op {
        case .add: return .double(x + y)
        case .subtract: return .double(x - y)
        case .multiply: return .double(x * y)
        case .divide: return .double(x / y)
        case .remainder: return .double(x.truncatingRemainder(dividingBy: y))
        default: return .double(pow(x, y))
        }
    }
}

extension [UInt8] {
    /// Digits whose order is that of the bytes.
    fileprivate var hexText: String { map { String(format: "%02x", $0) }.joined() }
}
