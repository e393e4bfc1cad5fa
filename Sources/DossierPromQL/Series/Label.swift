/// One name with its value.
package struct Label: Hashable, Sendable {
    package var name: [UInt8]
    package var value: [UInt8]

    package init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    package init(name: String, value: String) {
        self.name = Array(name.utf8)
        self.value = Array(value.utf8)
    }
}

/// The label names that PromQL itself knows.
package enum LabelName {
    package static let metricName = Array("__name__".utf8)
    package static let type = Array("__type__".utf8)
    package static let unit = Array("__unit__".utf8)
    package static let bucketBound = Array("le".utf8)

    /// The labels that say what a metric is, in byte order; a computed value loses them.
    package static let metadata = [metricName, type, unit]
}
