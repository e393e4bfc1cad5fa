import DossierColumns
import DossierLogQL
import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierQuery
import DossierRegularExpressions
import DossierStore

/// What a label filter says of the columns of log records.
///
/// The predicates hold for all records that a filter keeps, and for some more: of a label that
/// several attributes make, any may be the one that counts.
struct LabelPushdown {
    private let view: LogView
    private let shapes: ShapeTree

    init(_ view: LogView) throws {
        self.view = view
        shapes = try view.reader.shapes(of: .logRecord)
    }

    /// A predicate that holds where the filter does; nil if it may hold anywhere.
    ///
    /// Recursion is bounded by the nesting of queries.
    func predicate(_ filter: LabelFilter) throws -> Predicate? {
        switch filter {
        case .and(let left, let right):
            let parts = try [left, right].compactMap(predicate)
            return parts.isEmpty ? nil : .and(parts)
        case .or(let left, let right):
            guard let left = try predicate(left), let right = try predicate(right) else {
                return nil
            }
            return .or([left, right])
        case .matches(let matcher):
            return try LabelValueTest(matcher).flatMap { predicate(matcher.name.bytes, $0) }
        case .number(let label, let comparison, let value):
            return predicate(label.bytes, LabelValueTest(comparison, value))
        case .duration, .byteCount, .address: return nil
        }
    }

    /// Labels that are made of more than attributes and texts.
    private static let otherLabels = Set(
        ["detected_level", "observed_timestamp", "dropped_attributes_count", "flags"]
            .map { Array($0.utf8) }
    )

    private func predicate(_ label: [UInt8], _ test: LabelValueTest) -> Predicate? {
        guard !Self.otherLabels.contains(label), !label.starts(with: "__".utf8),
            // Metadata that clashes with a label of the stream has such a name.
            !label.hasClashSuffix,
            !view.catalogue.hasOverflow(of: .logRecord)
        else { return nil }
        var parts: [Predicate] = []
        for (number, slot) in shapes.slots.enumerated() {
            guard slot.field == nil, view.mayMake(label, slot: number) else { continue }
            // Of several values under one key the first counts here.
            guard !mayRepeat(slot.key) else { return nil }
            parts.append(.test(.attribute(Array(shapes.keys[slot.key])), test.values))
        }
        parts += fields(label).map { .test($0, test.values) }
        let resources = view.resources.map { resource in
            resource.stream.contains { $0.name == label && test.passes($0.value) }
                || hasPassing(resource.metadata, label, test)
        }
        parts.append(.isNumbered(.resource, resources))
        parts.append(.isNumbered(.scope, view.scopes.map { hasPassing($0, label, test) }))
        return .or(parts)
    }

    /// Whether a record has several values under a key, maybe of different types.
    private func mayRepeat(_ key: UInt32) -> Bool {
        func isOfKey(_ shape: UInt32) -> Bool {
            let slot = shapes.slots[Int(shapes.lastSlot(of: shape))]
            return slot.field == nil && slot.key == key
        }
        guard shapes.slots.count(where: { $0.field == nil && $0.key == key }) > 1 else {
            return false
        }
        return (0..<UInt32(shapes.count)).contains { shape in
            guard shape != ShapeTree.root, isOfKey(shape) else { return false }
            var other = shapes.parent(of: shape)
            while other != ShapeTree.root, !isOfKey(other) { other = shapes.parent(of: other) }
            return other != ShapeTree.root
        }
    }

    private func hasPassing(
        _ labels: [NumberedLabel],
        _ name: [UInt8],
        _ test: LabelValueTest
    ) -> Bool {
        labels.contains { view.names[$0.name] == name && test.passes($0.value) }
    }

    private func fields(_ label: [UInt8]) -> [PredicateColumn] {
        switch String(decoding: label, as: UTF8.self) {
        case "severity_text": [.field(.severityText)]
        case "severity_number": [.field(.severityNumber)]
        case "trace_id": [.traceID, .field(.traceIDText)]
        case "span_id": [.spanID, .field(.spanIDText)]
        case "event_name": [.field(.eventName)]
        case "name": [.field(.recordName)]
        default: []
        }
    }
}

/// Which values of a label a filter may keep, none of which is an absent one.
private struct LabelValueTest {
    /// By the types of attributes.
    let values: ValueTest
    /// By the text of the label.
    let passes: ([UInt8]) -> Bool

    /// A test of texts; nil if an absent label passes.
    init?(_ matcher: LabelMatcher) throws {
        var test = ValueTest.anyValue()
        let text = matcher.value.bytes
        switch matcher.kind {
        case .equal:
            guard !text.isEmpty else { return nil }
            let string = matcher.value.description
            test.strings = .compare(.equal, with: text)
            test.ints = Int64(string).map { .compare(.equal, with: $0) } ?? .none
            test.doubles = Double(string).map { .compareAsDouble(.equal, with: $0) } ?? .none
            // What is not a number is written in letters, which `Double` reads in other spellings.
            if Double(string).map({ !$0.isFinite }) ?? string.hasSuffix("Inf") {
                test.doubles = .all
            }
            test.isTruePassing = string == "true"
            test.isFalsePassing = string == "false"
            passes = { $0 == text }
        case .matchesRegularExpression:
            let expression = try RegularExpression(anchoring: matcher.value)
            guard !expression.matches([]) else { return nil }
            test.strings = .matching(SharedExpression(expression))
            passes = { expression.matches($0) }
        case .notEqual, .notMatchesRegularExpression: return nil
        }
        values = test
    }

    /// A comparison with a number; what can't be read is kept with an error.
    init(_ comparison: LabelComparison, _ value: Double) {
        var test = ValueTest.anyValue()
        let numbers = NumberTest.compareAsDouble(ValueComparison(comparison), with: value)
        test.ints = numbers
        test.doubles = numbers
        test.isEmptyPassing = true
        values = test
        passes = { _ in true }
    }
}

extension ValueComparison {
    fileprivate init(_ comparison: LabelComparison) {
        self =
            switch comparison {
            case .equal: .equal
            case .notEqual: .notEqual
            case .less: .less
            case .lessOrEqual: .lessOrEqual
            case .greater: .greater
            case .greaterOrEqual: .greaterOrEqual
            }
    }
}
