import DossierLogQLSyntax
import DossierPromQLSyntax
import DossierRegularExpressions

/// A filter of lines, ready to run.
final class LineTest {
    private enum Operand {
        case text([UInt8])
        case expression(RegularExpressionMatcher)
        case pattern([PatternText.Part])
        case addresses(AddressRange)
    }

    private let isNegated: Bool
    private var operands: [Operand]

    init(_ filter: LineFilter) throws {
        isNegated = filter.kind.isNegated
        operands = try filter.operands.map { operand in
            switch operand {
            case .address(let text):
                guard let range = AddressRange(text) else {
                    throw PatternText.Failure(message: "\(text.quoted) is no address")
                }
                return .addresses(range)
            case .text(let text):
                switch filter.kind {
                case .contains, .containsNot: return .text(text.bytes)
                case .matches, .matchesNot:
                    return .expression(try RegularExpression(searching: text).matcher())
                case .pattern, .patternNot:
                    return .pattern(try PatternText(filtering: text).parts)
                }
            }
        }
    }

    /// Whether the filter keeps the line.
    func keeps(_ line: UnsafeRawBufferPointer) -> Bool {
        for index in operands.indices where matches(line, index) { return !isNegated }
        return isNegated
    }

    private func matches(_ line: UnsafeRawBufferPointer, _ index: Int) -> Bool {
        switch operands[index] {
        case .text(let text):
            return text.withUnsafeBytes { line.firstOccurrence(of: $0) } != nil
        case .expression(var matcher):
            // Taken out, so that what it learns is not copied.
            operands[index] = .text([])
            defer { operands[index] = .expression(matcher) }
            return matcher.matches(line)
        case .pattern(let parts): return Self.covers(parts, line)
        case .addresses(let range): return AddressSearch.contains(line, range)
        }
    }

    /// Whether a pattern covers a line: each literal is looked for once, behind the one before,
    /// and a gap is not empty.
    private static func covers(
        _ parts: [PatternText.Part],
        _ line: UnsafeRawBufferPointer
    ) -> Bool {
        guard let last = parts.last, !line.isEmpty else { return parts.isEmpty && line.isEmpty }
        var position = 0
        for (index, part) in parts.enumerated() {
            guard case .literal(let literal) = part else { continue }
            let found = literal.withUnsafeBytes { line.firstOccurrence(of: $0, from: position) }
            guard let found, index == 0 || found > position else { return false }
            position = found + literal.count
        }
        if case .gap = last { return position < line.count }
        return position == line.count
    }
}
