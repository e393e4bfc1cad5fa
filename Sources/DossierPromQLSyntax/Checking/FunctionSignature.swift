/// What a function takes and yields.
package struct FunctionSignature: Sendable {
    /// How many arguments there may be beyond those without a default.
    package enum Arity: Hashable, Sendable {
        /// As many as there are argument types.
        case exact
        /// The last argument type may be absent, or occur up to this often.
        case optional(Int)
        /// The last argument type may be absent, or occur any number of times.
        case unbounded
    }

    package var argumentTypes: [ValueType]
    package var arity: Arity
    package var returnType: ValueType
    package var isExperimental: Bool
    /// Whether Prometheus has no such function.
    package var isExtension: Bool

    init(
        _ argumentTypes: [ValueType],
        _ arity: Arity = .exact,
        to returnType: ValueType = .vector,
        isExperimental: Bool = false,
        isExtension: Bool = false
    ) {
        self.argumentTypes = argumentTypes
        self.arity = arity
        self.returnType = returnType
        self.isExperimental = isExperimental
        self.isExtension = isExtension
    }
}
