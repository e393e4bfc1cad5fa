/// A regular expression as a tree.
indirect enum RegularExpressionNode: Hashable {
    enum Assertion: Hashable {
        case textStart
        case textEnd
        case lineStart
        case lineEnd
        case wordBoundary
        case noWordBoundary
    }

    case empty
    case set(CharacterSet)
    case assertion(Assertion)
    case group(RegularExpressionNode, index: Int)
    case concatenation([RegularExpressionNode])
    case alternation([RegularExpressionNode])
    /// `maximum` nil for any number.
    case repetition(RegularExpressionNode, minimum: Int, maximum: Int?, isGreedy: Bool)
}
