package import DossierColumns
import DossierPrimitives
import DossierRegularExpressions

/// How a value has to compare with another one.
package enum ValueComparison: Hashable, Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    @inline(__always)
    package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    /// The same with the sides exchanged.
    package var mirrored: ValueComparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

/// Which numbers pass.
package enum NumberTest: Sendable {
    case none
    case all
    case compare(ValueComparison, with: Int64)
    /// Compares as doubles, whole numbers too.
    case compareAsDouble(ValueComparison, with: Double)
    /// Whole numbers of a range; fractions that are in it.
    case within(ClosedRange<Int64>)
    /// Between two bounds, as doubles.
    case between(Double, includesLower: Bool, Double, includesUpper: Bool)
}

/// Which texts pass; texts compare by their bytes.
package enum StringTest: Sendable {
    case none
    case all
    case compare(ValueComparison, with: [UInt8])
    case matching(SharedExpression)
    case notMatching(SharedExpression)
    /// What a closure says of the bytes.
    case satisfying(@Sendable (UnsafeRawBufferPointer) -> Bool)
}

/// Which values pass, by type: what a language makes of a comparison with a literal.
///
/// The language decides which types compare with each other, and whether a value that is absent
/// passes.
package struct ValueTest: Sendable {
    package var ints = NumberTest.none
    package var doubles = NumberTest.none
    package var isFalsePassing = false
    package var isTruePassing = false
    package var strings = StringTest.none
    package var isBytesPassing = false
    package var isEmptyPassing = false
    package var isAbsentPassing = false
    /// Arrays and key-value lists, in the composite encoding; nil if none passes.
    package var composites: (@Sendable (ArraySlice<UInt8>) -> Bool)?

    package init() {}

    /// A test that every value passes whose type is none of those that `composites` leaves out.
    package static func anyValue(
        composites: (@Sendable (ArraySlice<UInt8>) -> Bool)? = { _ in true }
    ) -> ValueTest {
        var test = ValueTest()
        test.ints = .all
        test.doubles = .all
        test.isFalsePassing = true
        test.isTruePassing = true
        test.strings = .all
        test.isBytesPassing = true
        test.composites = composites
        return test
    }
}

extension NumberTest {
    @inline(__always)
    package func passes(_ number: Int64) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .compare(let comparison, let other): comparison.holds(number, other)
        case .compareAsDouble(let comparison, let other): comparison.holds(Double(number), other)
        case .within(let range): range.contains(number)
        case .between: passes(Double(number))
        }
    }

    @inline(__always)
    package func passes(_ number: Double) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .compare(let comparison, let other): comparison.holds(number, Double(other))
        case .compareAsDouble(let comparison, let other): comparison.holds(number, other)
        case .within(let range):
            number >= Double(range.lowerBound) && number <= Double(range.upperBound)
        case .between(let lower, let includesLower, let upper, let includesUpper):
            (includesLower ? number >= lower : number > lower)
                && (includesUpper ? number <= upper : number < upper)
        }
    }

    /// Whether no number of a range can pass.
    package func excludes(_ range: ClosedRange<Int64>) -> Bool {
        switch self {
        case .none: true
        case .all: false
        case .compare(let comparison, let other):
            Self.excludes(comparison, range.lowerBound, range.upperBound, other)
        case .compareAsDouble(let comparison, let other):
            Self.excludes(
                comparison,
                Double(range.lowerBound),
                Double(range.upperBound),
                other
            )
        case .within(let wanted): !range.overlaps(wanted)
        case .between(let lower, _, let upper, _):
            Double(range.upperBound) < lower || Double(range.lowerBound) > upper
        }
    }

    private static func excludes<Number: Comparable>(
        _ comparison: ValueComparison,
        _ lowest: Number,
        _ highest: Number,
        _ other: Number
    ) -> Bool {
        switch comparison {
        case .equal: other < lowest || other > highest
        case .notEqual: lowest == other && highest == other
        case .less: !(lowest < other)
        case .lessOrEqual: !(lowest <= other)
        case .greater: !(highest > other)
        case .greaterOrEqual: !(highest >= other)
        }
    }
}

extension StringTest {
    /// Which strings of a table pass, by code.
    package func passes(_ strings: StringTable) -> [Bool] {
        switch self {
        case .none: return [Bool](repeating: false, count: strings.count)
        case .all: return [Bool](repeating: true, count: strings.count)
        case .compare(let comparison, let other):
            return strings.bytes.withUnsafeBytes { bytes in
                other.withUnsafeBytes { other in
                    (0..<strings.count).map { code in
                        let range = strings.range(UInt32(truncatingIfNeeded: code))
                        let text = UnsafeRawBufferPointer(rebasing: bytes[range])
                        return Self.compare(comparison, text, other)
                    }
                }
            }
        case .matching(let shared): return shared.matches(in: strings)
        case .notMatching(let shared): return shared.matches(in: strings).map { !$0 }
        case .satisfying(let passes):
            return strings.bytes.withUnsafeBytes { bytes in
                (0..<strings.count).map { code in
                    let range = strings.range(UInt32(truncatingIfNeeded: code))
                    return passes(UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            }
        }
    }

    /// Whether one text passes.
    package func passes(_ text: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .compare(let comparison, let other):
            other.withUnsafeBytes { Self.compare(comparison, text, $0) }
        case .matching(let shared): shared.expression.matches(text)
        case .notMatching(let shared): !shared.expression.matches(text)
        case .satisfying(let passes): passes(text)
        }
    }

    private static func compare(
        _ comparison: ValueComparison,
        _ left: UnsafeRawBufferPointer,
        _ right: UnsafeRawBufferPointer
    ) -> Bool {
        switch comparison {
        case .equal: return left.count == right.count && equalBytes(left, right)
        case .notEqual: return !(left.count == right.count && equalBytes(left, right))
        default: return comparison.holds(order(left, right), 0)
        }
    }

    /// Negative, zero or positive as the first text is before, equal to or after the second.
    private static func order(
        _ left: UnsafeRawBufferPointer,
        _ right: UnsafeRawBufferPointer
    ) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return left.count - right.count
    }
}

extension ValueTest {
    /// Whether a value of the composite encoding passes, of whichever type it is.
    package func passes(_ value: ArraySlice<UInt8>) -> Bool {
        var reader = CompositeReader(value)
        guard let token = reader.next() else { return isAbsentPassing }
        switch token {
        case .empty: return isEmptyPassing
        case .bool(let bool): return bool ? isTruePassing : isFalsePassing
        case .int(let int): return ints.passes(int)
        case .double(let bits): return doubles.passes(Double(bitPattern: bits))
        case .string(let range):
            return reader.bytes[range].withUnsafeBytes { strings.passes($0) }
        case .bytes: return isBytesPassing
        case .array, .list, .json: return composites?(value) ?? false
        }
    }

    /// Whether no value of a type can pass.
    func excludes(_ type: ValueType) -> Bool {
        switch type {
        case .string: if case .none = strings { true } else { false }
        case .int, .enumeration, .time, .spanID, .row, .reference:
            if case .none = ints { true } else { false }
        case .double: if case .none = doubles { true } else { false }
        case .bool: !isTruePassing && !isFalsePassing
        case .bytes: !isBytesPassing
        case .composite: composites == nil
        case .empty: !isEmptyPassing
        default: true
        }
    }
}
