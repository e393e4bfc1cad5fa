/// A call of a function.
package struct FunctionCall: Hashable, Sendable {
    package var function: PromQLFunction
    package var arguments: [PromQLExpression]
    package var range: SourceRange

    package init(function: PromQLFunction, arguments: [PromQLExpression], range: SourceRange) {
        self.function = function
        self.arguments = arguments
        self.range = range
    }
}
