import DossierRegularExpressions

/// Names of labels.
package enum LabelSyntax {
    /// The label that holds the name of the metric.
    package static let metric: ByteString = "__name__"

    /// Whether a name needs no quotes as a label: letters, digits and underscores.
    package static func isPlain(_ name: ByteString) -> Bool {
        guard let first = name.bytes.first, first.isASCIILetterOrUnderscore else { return false }
        return name.bytes.allSatisfy { $0.isASCIIWord }
    }

    /// Whether a name needs no quotes as the name of a metric, which may hold colons.
    package static func isPlainMetric(_ name: ByteString) -> Bool {
        guard let first = name.bytes.first,
            first.isASCIILetterOrUnderscore || first == UInt8(ascii: ":")
        else { return false }
        return name.bytes.allSatisfy { $0.isASCIIWord || $0 == UInt8(ascii: ":") }
    }

    /// Whether a name may be used at all: not empty, and UTF-8.
    package static func isValid(_ name: ByteString) -> Bool {
        !name.isEmpty && UTF8Scalar.isValid(name.bytes)
    }
}
