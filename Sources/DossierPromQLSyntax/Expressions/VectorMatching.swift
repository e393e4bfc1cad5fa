/// How the series of the two sides of a binary operator meet.
package struct VectorMatching: Hashable, Sendable {
    package enum Cardinality: String, Hashable, Sendable {
        case oneToOne = "one-to-one"
        /// `group_left`: many on the left.
        case manyToOne = "many-to-one"
        /// `group_right`: many on the right.
        case oneToMany = "one-to-many"
        /// Set operators.
        case manyToMany = "many-to-many"
    }

    package var cardinality: Cardinality
    /// The labels of `on` or `ignoring`, in the order written.
    package var labels: [ByteString]
    /// Whether `labels` are those that must be equal (`on`), not those left out (`ignoring`).
    package var isOn: Bool
    /// The labels taken from the side of the one, in the order written.
    package var include: [ByteString]
    /// Stands in for a partner missing on the left.
    package var fillLeft: Double?
    /// Stands in for a partner missing on the right.
    package var fillRight: Double?

    package init(
        cardinality: Cardinality = .oneToOne,
        labels: [ByteString] = [],
        isOn: Bool = false,
        include: [ByteString] = [],
        fillLeft: Double? = nil,
        fillRight: Double? = nil
    ) {
        self.cardinality = cardinality
        self.labels = labels
        self.isOn = isOn
        self.include = include
        self.fillLeft = fillLeft
        self.fillRight = fillRight
    }
}
