/// Why an expression could not be evaluated.
struct EvaluationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
