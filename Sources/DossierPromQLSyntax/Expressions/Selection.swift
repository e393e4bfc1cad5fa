/// What the modifiers behind a selector or subquery set.
struct Selection {
    var offset: DurationValue
    var at: AtModifier?
    var windowExtension: WindowExtension?
    /// Where the text of the selector or subquery ends.
    var end: Int
}

extension PromQLExpression {
    /// The same selector or subquery with other modifiers; nil for any other expression.
    func modifyingSelection(_ modify: (inout Selection) -> Void) -> PromQLExpression? {
        switch self {
        case .vectorSelector(var selector):
            selector.range.end = selector.modify(end: selector.range.end, modify)
            return .vectorSelector(selector)
        case .matrixSelector(var node):
            node.range.end = node.selector.modify(end: node.range.end, modify)
            return .matrixSelector(node)
        case .subquery(var node):
            var selection = Selection(offset: node.offset, at: node.at, end: node.range.end)
            modify(&selection)
            node.offset = selection.offset
            node.at = selection.at
            node.range.end = selection.end
            return .subquery(node)
        default:
            return nil
        }
    }
}

extension VectorSelector {
    /// Returns where the text ends with the modifiers.
    fileprivate mutating func modify(end: Int, _ modify: (inout Selection) -> Void) -> Int {
        var selection = Selection(
            offset: offset,
            at: at,
            windowExtension: windowExtension,
            end: end
        )
        modify(&selection)
        offset = selection.offset
        at = selection.at
        windowExtension = selection.windowExtension
        return selection.end
    }
}
