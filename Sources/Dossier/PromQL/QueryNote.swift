/// What is worth knowing about a result, and can be changed by other options.
public enum QueryNote: Hashable, Sendable {
    /// Series that would have the same labels are kept apart.
    case keptApart(SeriesSeparation)
    /// Nothing has a label that the expression asks for, which is an attribute of resources.
    case resourceAttribute(label: String, attribute: String)

    /// The note for a person; it is among ``QueryResult/infos``, too.
    public var text: String {
        switch self {
        case .keptApart(let separation):
            separation.description
        case .resourceAttribute(let label, let attribute):
            "no series has the label \(label): it is the resource attribute \(attribute);"
                + " promote it, or join with target_info"
        }
    }
}
