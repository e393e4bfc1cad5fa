internal import DossierColumns
internal import DossierQuery
internal import DossierTraceQLSyntax

/// Comparisons of what every span has with constants, as predicates.
enum IntrinsicPredicates {
    /// The column of an intrinsic that is a text; nil for any other.
    static func textColumn(_ intrinsic: Intrinsic) -> PredicateColumn? {
        switch intrinsic {
        case .name, .eventName: .field(.name)
        case .statusMessage: .field(.statusMessage)
        case .instrumentationName: .scopeName
        case .instrumentationVersion: .scopeVersion
        default: nil
        }
    }

    /// The predicate of a comparison; nil where values are compared as texts, or row by row.
    static func predicate(
        _ intrinsic: Intrinsic,
        _ comparison: ValueComparison,
        _ literal: TraceQLLiteral
    ) -> Predicate? {
        switch (intrinsic, literal) {
        case (.status, .status(let status)): return equality(comparison, Self.status(status))
        case (.kind, .kind(let kind)): return equality(comparison, Self.kind(kind))
        case (.duration, _):
            return duration(comparison, literal).map { .test(.duration, $0) }
        case (.eventTimeSinceStart, _):
            return duration(comparison, literal).map { .test(.timeSinceStart, $0) }
        case (.spanID, .string(let text)), (.linkSpanID, .string(let text)):
            return equality(comparison, spanID(text))
        case (.spanParentID, .string(let text)):
            return parentID(comparison, text)
        case (.traceID, .string(let text)), (.linkTraceID, .string(let text)):
            guard let id = traceID(text) else { return equality(comparison, .constant(false)) }
            return equality(comparison, .isTrace(id))
        default: return nil
        }
    }

    /// A comparison that only tells what is equal; nil for one that needs an order.
    private static func equality(
        _ comparison: ValueComparison,
        _ isEqual: Predicate
    ) -> Predicate? {
        switch comparison {
        case .equal: isEqual
        case .notEqual: .not(isEqual)
        default: nil
        }
    }

    private static func number(
        _ field: DossierColumns.Field,
        _ comparison: ValueComparison,
        _ number: Int64
    ) -> Predicate {
        var test = ValueTest()
        test.ints = .compare(comparison, with: number)
        return .test(.field(field), test)
    }

    private static func status(_ status: TraceQLStatus) -> Predicate {
        guard status == .unset else { return number(.statusCode, .equal, status.storedNumber) }
        return .not(.or([number(.statusCode, .equal, 1), number(.statusCode, .equal, 2)]))
    }

    private static func kind(_ kind: TraceQLKind) -> Predicate {
        guard kind == .unspecified else { return number(.kind, .equal, kind.rawValue) }
        return .or([number(.kind, .less, 1), number(.kind, .greater, 5)])
    }

    private static func duration(
        _ comparison: ValueComparison,
        _ literal: TraceQLLiteral
    ) -> ValueTest? {
        var test = ValueTest()
        switch literal {
        case .duration(let number): test.ints = .compare(comparison, with: number)
        case .integer(let number):
            test.ints = .compareAsDouble(comparison, with: Double(number))
        case .double(let number): test.ints = .compareAsDouble(comparison, with: number)
        default: return nil
        }
        return test
    }

    // MARK: - Ids

    private static func spanID(_ text: [UInt8]) -> Predicate {
        guard let word = word(text) else { return .constant(false) }
        return number(.spanID, .equal, Int64(bitPattern: word))
    }

    /// Sixteen zeros stand for roots, as in Tempo.
    private static func parentID(_ comparison: ValueComparison, _ text: [UInt8]) -> Predicate? {
        let isRoot = number(.parentSpanID, .equal, 0)
        guard let word = word(text) else {
            return equality(comparison, .constant(false)).map { .and([.not(isRoot), $0]) }
        }
        let isParent = number(.parentSpanID, .equal, Int64(bitPattern: word))
        switch comparison {
        case .equal: return isParent
        case .notEqual: return .and([.not(isRoot), .not(isParent)])
        default: return nil
        }
    }

    /// The number of sixteen lower-case hexadecimal digits; nil for any other text.
    private static func word(_ text: [UInt8]) -> UInt64? {
        guard text.count == 16, isLowerCase(text) else { return nil }
        return text.withUnsafeBytes { hexWord($0, at: 0) }
    }

    /// The id of lower-case hexadecimal digits without leading zeros, or with some.
    private static func traceID(_ text: [UInt8]) -> TraceID? {
        let digits = text.drop { $0 == UInt8(ascii: "0") }
        guard digits.count <= 32, isLowerCase(Array(digits)) else { return nil }
        let padded = [UInt8](repeating: UInt8(ascii: "0"), count: 32 - digits.count) + digits
        return TraceID(hex: String(decoding: padded, as: UTF8.self))
    }

    private static func isLowerCase(_ text: [UInt8]) -> Bool {
        !text.contains { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
    }
}
