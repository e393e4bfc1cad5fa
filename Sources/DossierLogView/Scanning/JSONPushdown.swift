import DossierColumns
import DossierLogQL
import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierQuery

/// A filter of a label that the stage `json` makes, answered by the variables of templates of bodies:
/// `| json | status >= 500`.
///
/// It keeps all records that the stages keep, and some more.
struct JSONPushdown: Sendable {
    private let label: [UInt8]
    private let passes: @Sendable ([UInt8]) -> Bool

    /// Nil unless the stages are line filters, then `json`, and then a filter of a label that only
    /// bodies have.
    init?(_ stages: [LogStage], in view: LogView) {
        let rest = stages.drop { if case .lineFilter = $0 { true } else { false } }
        guard case .json([])? = rest.first, case .labelFilter(let filter)? = rest.dropFirst().first,
            let (label, passes) = Self.test(filter), !view.mayHaveLabel(label)
        else { return nil }
        self.label = label
        self.passes = passes
    }

    /// What the filter says first.
    ///
    /// Recursion is bounded by the nesting of queries.
    private static func test(
        _ filter: LabelFilter
    ) -> (label: [UInt8], passes: @Sendable ([UInt8]) -> Bool)? {
        switch filter {
        case .and(let left, _): return test(left)
        case .number(let label, let comparison, let value):
            return (
                label.bytes,
                { text in
                    // What can't be read is kept, with an error.
                    guard let number = try? NumberText.parseFloat(text) else { return true }
                    return comparison.holds(number, value)
                }
            )
        case .matches(let matcher) where matcher.kind == .equal && !matcher.value.isEmpty:
            let wanted = matcher.value.bytes
            return (matcher.name.bytes, { $0 == wanted })
        case .matches, .duration, .byteCount, .address, .or: return nil
        }
    }

    /// Of records whose bodies are strings, those that may be kept.
    func rows(of columns: BlockColumns, among strings: RowBits) throws -> RowBits {
        try columns.stringBodies(among: strings) { skeleton in
            switch JSONSkeleton(skeleton.bytes, words: skeleton.variables).place(of: label) {
            case .unknown: .all
            case .absent: .none
            case .value(let range, let numberStarts):
                .field(range, digitStarts: numberStarts, passes: passes)
            }
        }
    }
}
