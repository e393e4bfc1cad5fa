import DossierLogQLSyntax
import DossierPrimitives
import DossierPromQLSyntax
import DossierRegularExpressions

/// A filter of labels, ready to run; it nests no deeper than queries do.
indirect enum LabelTest {
    case text(LabelReference, TextTest)
    case number(label: Int, LabelComparison, Double)
    case duration(label: Int, LabelComparison, Int64)
    case byteCount(label: Int, LabelComparison, UInt64)
    /// Without a range every entry fails that has the label.
    case address(label: Int, isNegated: Bool, AddressRange?)
    case and(LabelTest, LabelTest)
    case or(LabelTest, LabelTest)

    init(_ filter: LabelFilter, _ labels: inout EntryLabels) throws(RegularExpressionError) {
        switch filter {
        case .matches(let matcher):
            self = .text(LabelReference(matcher.name, &labels), try TextTest(matcher))
        case .number(let label, let comparison, let value):
            self = .number(label: labels.fixedNumber(of: label.bytes), comparison, value)
        case .duration(let label, let comparison, let value):
            self = .duration(label: labels.fixedNumber(of: label.bytes), comparison, value)
        case .byteCount(let label, let comparison, let value):
            self = .byteCount(label: labels.fixedNumber(of: label.bytes), comparison, value)
        case .address(let label, let isNegated, let text):
            self = .address(
                label: labels.fixedNumber(of: label.bytes),
                isNegated: isNegated,
                AddressRange(text)
            )
        case .and(let left, let right):
            self = .and(try LabelTest(left, &labels), try LabelTest(right, &labels))
        case .or(let left, let right):
            self = .or(try LabelTest(left, &labels), try LabelTest(right, &labels))
        }
    }

    /// Whether the filter keeps an entry with these labels; one that can't be compared is kept,
    /// with an error.
    func keeps(_ labels: inout EntryLabels) -> Bool {
        switch self {
        case .text(let reference, let test): return reference.value(in: labels, test.holds)
        case .and(let left, let right):
            // The right side may set an error even if the left does not hold.
            let isKept = left.keeps(&labels)
            return right.keeps(&labels) && isKept
        case .or(let left, let right): return left.keeps(&labels) || right.keeps(&labels)
        case .number(let label, let comparison, let value):
            return Self.compare(label, comparison, value, &labels) { text in
                try? NumberText.parseFloat(Array(text))
            }
        case .duration(let label, let comparison, let value):
            return Self.compare(label, comparison, value, &labels, read: DurationLabel.nanoseconds)
        case .byteCount(let label, let comparison, let value):
            return Self.compare(label, comparison, value, &labels, read: ByteCountText.parse)
        case .address(let label, let isNegated, let range):
            return Self.holdsAddress(label, isNegated, range, &labels)
        }
    }

    private static func compare<Value: Comparable>(
        _ label: Int,
        _ comparison: LabelComparison,
        _ limit: Value,
        _ labels: inout EntryLabels,
        read: (ArraySlice<UInt8>) -> Value?
    ) -> Bool {
        guard let text = labels.value(of: label) else { return false }
        guard let value = read(text) else {
            labels.fail(.labelFilter, "the label can't be compared")
            return true
        }
        return comparison.holds(value, limit)
    }

    private static func holdsAddress(
        _ label: Int,
        _ isNegated: Bool,
        _ range: AddressRange?,
        _ labels: inout EntryLabels
    ) -> Bool {
        guard labels.error == nil else { return true }
        guard let text = labels.value(of: label) else { return false }
        guard let range else {
            labels.fail(.labelFilter, "the filter has no address")
            return true
        }
        return text.withUnsafeBytes { AddressSearch.contains($0, range) } != isNegated
    }
}

/// A label that a condition on text looks at: one of the entry, or its error.
enum LabelReference {
    case label(Int)
    case error
    case errorDetails

    init(_ name: ByteString, _ labels: inout EntryLabels) {
        switch name.bytes {
        case EntryError.label: self = .error
        case EntryError.detailsLabel: self = .errorDetails
        default: self = .label(labels.fixedNumber(of: name.bytes))
        }
    }

    /// Calls back with the value, which is empty if there is none.
    func value(in labels: EntryLabels, _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        switch self {
        case .error:
            return Array((labels.error?.rawValue ?? "").utf8).withUnsafeBytes(body)
        case .errorDetails: return Array(labels.errorDetails.utf8).withUnsafeBytes(body)
        case .label(let number):
            guard let range = labels.range(of: number) else {
                return body(UnsafeRawBufferPointer(start: nil, count: 0))
            }
            return labels.text.withUnsafeBytes {
                body(UnsafeRawBufferPointer(rebasing: $0[range]))
            }
        }
    }
}

/// A condition on a text.
final class TextTest {
    private let value: [UInt8]
    private var matcher: RegularExpressionMatcher?
    private let isNegated: Bool

    init(_ condition: LabelMatcher) throws(RegularExpressionError) {
        value = condition.value.bytes
        isNegated =
            condition.kind == .notEqual || condition.kind == .notMatchesRegularExpression
        switch condition.kind {
        case .equal, .notEqual: matcher = nil
        case .matchesRegularExpression, .notMatchesRegularExpression:
            // Matchers of streams have `.` match a line feed, those of labels do not.
            let source = Array("(?-s:".utf8) + value + [UInt8(ascii: ")")]
            matcher = try RegularExpression(anchoring: source).matcher()
        }
    }

    func holds(_ text: UnsafeRawBufferPointer) -> Bool {
        let isMatching = matcher?.matches(text) ?? text.elementsEqual(value)
        return isMatching != isNegated
    }
}

/// Durations of labels, as Go reads them.
enum DurationLabel {
    /// The nanoseconds; nil if the text is none.
    static func nanoseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        guard text.count < 100 else { return nil }
        if text.elementsEqual("0".utf8) || text.elementsEqual("-0".utf8)
            || text.elementsEqual("+0".utf8)
        {
            return 0
        }
        switch text.first {
        case UInt8(ascii: "-"): return GoDurationText.nanoseconds(text.dropFirst()).map { -$0 }
        case UInt8(ascii: "+"): return GoDurationText.nanoseconds(text.dropFirst())
        default: return GoDurationText.nanoseconds(text)
        }
    }
}
