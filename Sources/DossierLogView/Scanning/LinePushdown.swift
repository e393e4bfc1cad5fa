import DossierColumns
import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierQuery
import DossierRegularExpressions

/// The line filters of a pipeline that are answered by the columns of bodies, and the stages that
/// are left.
struct LinePushdown: Sendable {
    /// A filter: any of the texts, or none of them.
    private struct Filter: Sendable {
        let texts: [TextMatch]
        let isNegated: Bool
    }

    private var filters: [Filter] = []
    /// The stages that are left for bodies that are strings.
    private(set) var rest: [LogStage] = []

    /// Moves the filters of lines before other stages, as far as these leave the line as it is.
    init(_ stages: [LogStage]) throws {
        var changesLine = false
        for stage in stages {
            switch stage {
            case .lineFilter(let filter) where !changesLine:
                if let filter = try Self.filter(filter) {
                    filters.append(filter)
                } else {
                    rest.append(stage)
                }
            case .lineFormat, .unpack, .decolorize:
                changesLine = true
                rest.append(stage)
            default: rest.append(stage)
            }
        }
    }

    /// No filter is moved.
    init(leaving stages: [LogStage]) {
        rest = stages
    }

    private static func filter(_ filter: LineFilter) throws -> Filter? {
        var texts: [TextMatch] = []
        for operand in filter.operands {
            guard case .text(let text) = operand else { return nil }
            switch filter.kind {
            case .contains, .containsNot: texts.append(.containing(text.bytes))
            case .matches, .matchesNot:
                let expression = try RegularExpression(searching: text.bytes)
                texts.append(.matching(SharedExpression(expression)))
            case .pattern, .patternNot: return nil
            }
        }
        return Filter(texts: texts, isNegated: filter.kind.isNegated)
    }

    var isEmpty: Bool { filters.isEmpty }

    /// Of some rows whose bodies are strings, those that the filters keep.
    func rows(of columns: BlockColumns, among strings: RowBits) throws -> RowBits {
        var rows = strings
        for filter in filters where !rows.isEmpty {
            var found = RowBits(rowCount: rows.rowCount)
            for text in filter.texts {
                var missing = rows
                missing.subtract(found)
                found.formUnion(try columns.stringBodies(matching: text, among: missing))
            }
            if filter.isNegated { rows.subtract(found) } else { rows.formIntersection(found) }
        }
        return rows
    }

    /// Of rows whose bodies are no strings, those that the filters may keep.
    func otherRows(of columns: BlockColumns, among others: RowBits) throws -> RowBits {
        var rows = others
        for filter in filters where !filter.isNegated && !rows.isEmpty {
            var texts: [[UInt8]] = []
            for case .containing(let text) in filter.texts {
                if let part = Self.partOutsideEscapes(text) { texts.append(part) }
            }
            guard texts.count == filter.texts.count else { continue }
            var found = RowBits(rowCount: rows.rowCount)
            for text in texts { found.formUnion(try columns.bodies(mayContain: text, among: rows)) }
            rows = found
        }
        return rows
    }

    /// The part of a text that is in a string or key as it is wherever the text is in the JSON of a value;
    /// nil if there is none.
    private static func partOutsideEscapes(_ text: [UInt8]) -> [UInt8]? {
        let isPlain = text.allSatisfy { byte in
            0x20...0x7e ~= byte && !"\"\\{}[],:".utf8.contains(byte)
        }
        // The text may begin within an escape such as \u001f.
        let part = Array(text.dropFirst(5))
        // Numbers and literals have no other letters.
        let isText = part.contains { byte in
            (byte | 0x20) &- UInt8(ascii: "a") < 26 && !"truefalsnEINityI".utf8.contains(byte)
        }
        return isPlain && isText ? part : nil
    }
}
