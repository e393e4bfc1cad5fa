/// How names of OpenTelemetry become names of Prometheus.
package enum NamingStrategy: String, CaseIterable, Sendable {
    /// What is not ASCII becomes an underscore; unit and type are appended. Prometheus' default.
    case underscoreEscapingWithSuffixes = "UnderscoreEscapingWithSuffixes"
    case underscoreEscapingWithoutSuffixes = "UnderscoreEscapingWithoutSuffixes"
    /// Names stay as they are, but unit and type are appended.
    case noUTF8EscapingWithSuffixes = "NoUTF8EscapingWithSuffixes"
    case noTranslation = "NoTranslation"

    package var escapes: Bool {
        self == .underscoreEscapingWithSuffixes || self == .underscoreEscapingWithoutSuffixes
    }
}

/// What a metric's name is made of besides the strategy.
package struct MetricNameParts: Sendable {
    package enum Kind: Sendable {
        case monotonicSum, gauge, other
    }

    package var name: [UInt8]
    package var unit: [UInt8]
    package var kind: Kind

    package init(name: [UInt8], unit: [UInt8] = [], kind: Kind = .other) {
        self.name = name
        self.unit = unit
        self.kind = kind
    }
}
