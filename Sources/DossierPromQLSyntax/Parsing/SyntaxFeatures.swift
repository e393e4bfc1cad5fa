/// Parts of the syntax that are not stable and must be asked for.
package struct SyntaxFeatures: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Functions and aggregations marked experimental.
    package static let experimentalFunctions = SyntaxFeatures(rawValue: 1 << 0)
    /// Arithmetic on durations.
    package static let durationExpressions = SyntaxFeatures(rawValue: 1 << 1)
    /// `anchored` and `smoothed`.
    package static let extendedRangeSelectors = SyntaxFeatures(rawValue: 1 << 2)
    /// `fill`, `fill_left` and `fill_right`.
    package static let fillModifiers = SyntaxFeatures(rawValue: 1 << 3)
    /// Functions that Prometheus does not have: exact counters.
    package static let extensions = SyntaxFeatures(rawValue: 1 << 4)

    /// What Prometheus has behind flags.
    package static let experimental: SyntaxFeatures = [
        .experimentalFunctions, .durationExpressions, .extendedRangeSelectors, .fillModifiers,
    ]
}
