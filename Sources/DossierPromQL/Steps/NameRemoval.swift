/// When results lose the names that they must not keep.
package enum NameRemoval: Sendable {
    /// At the end of the query, so that outer parts of an expression still see them.
    case delayed
    /// At the operator or function that computes them, which is Prometheus' default.
    case immediate
}
