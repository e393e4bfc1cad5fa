internal import DossierColumns
internal import DossierQuery
internal import DossierRegularExpressions
internal import DossierTraceQLSyntax

/// What TraceQL's rules make of a comparison with a constant, by the type of the value.
enum AttributeTest {
    /// The value is there: of a type that is not treated as absent.
    static let exists: ValueTest = {
        var test = ValueTest.anyValue { !TraceQLValue(array: $0).isNone }
        test.isBytesPassing = false
        return test
    }()

    static let absent: ValueTest = {
        var test = ValueTest()
        test.isAbsentPassing = true
        test.isEmptyPassing = true
        test.isBytesPassing = true
        test.composites = { TraceQLValue(array: $0).isNone }
        return test
    }()

    static func compare(_ comparison: ValueComparison, _ value: TraceQLValue) -> ValueTest {
        var test = ValueTest()
        switch value {
        case .integer(let number):
            test.ints = .compare(comparison, with: number)
            test.doubles = .compareAsDouble(comparison, with: Double(number))
        case .double(let number):
            test.ints = .compareAsDouble(comparison, with: number)
            test.doubles = test.ints
        case .duration(let number):
            test.ints = .compareAsDouble(comparison, with: Double(number))
            test.doubles = test.ints
        case .string(let text): test.strings = .compare(comparison, with: Array(text))
        case .boolean(let wanted):
            test.isTruePassing = comparison.allows(equality: wanted)
            test.isFalsePassing = comparison.allows(equality: !wanted)
        case .status(let status):
            // By its number.
            if comparison == .equal || comparison == .notEqual {
                test.ints = .compare(comparison, with: status.rawValue)
            }
        default: break
        }
        test.composites = { bytes in
            (try? TraceQLValue(array: bytes).compares(comparison, with: value)) ?? false
        }
        return test
    }

    static func match(_ regex: RegularExpression, isWanted: Bool) -> ValueTest {
        var test = ValueTest()
        let shared = SharedExpression(regex)
        test.strings = isWanted ? .matching(shared) : .notMatching(shared)
        test.composites = { bytes in
            guard case .strings(let texts) = TraceQLValue(array: bytes) else { return false }
            return texts.contains { regex.matches($0) } == isWanted
        }
        return test
    }
}

extension ValueComparison {
    /// Whether it holds for values without an order that are equal, or are not.
    fileprivate func allows(equality isEqual: Bool) -> Bool {
        switch self {
        case .equal: isEqual
        case .notEqual: !isEqual
        default: false
        }
    }
}
