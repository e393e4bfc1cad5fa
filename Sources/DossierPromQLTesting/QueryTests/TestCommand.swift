package import DossierPromQL
package import DossierPromQLSyntax
package import DossierRegularExpressions

/// A command of a file of tests.
package enum TestCommand: Sendable {
    /// Drops all samples.
    case clear
    case load(TestLoad)
    case evaluate(TestEvaluation)
    /// Lines that are none of these, and why.
    case unreadable(text: String, TestFileError)
}

/// Samples to append.
package struct TestLoad: Sendable {
    package struct Series: Sendable {
        package var description: SeriesDescription
        /// For each position, how far the start of counting lies from it; empty if unknown for all.
        package var startOffsets: [Int64?]
        package var line: Int
    }

    /// Between one position and the next.
    package var stepMilliseconds: Int64
    package var series: [Series]
    /// Whether classic histograms are loaded as native ones with custom buckets, too.
    package var addsCustomBuckets: Bool
    package var line: Int
}

/// An expression, when to evaluate it, and what must come of it.
package struct TestEvaluation: Sendable {
    /// Milliseconds since the Unix epoch.
    package enum Time: Sendable {
        case instant(Int64)
        case range(start: Int64, end: Int64, step: Int64)
    }

    package struct ExpectedSeries: Sendable {
        package var labels: Labels
        package var values: [SequenceValue]
        /// From 1, among the lines of results.
        package var ordinal: Int
    }

    package var time: Time
    /// As written.
    package var text: String
    package var expression: PromQLExpression
    package var expectations: [TestExpectation] = []
    package var series: [ExpectedSeries] = []
    package var scalar: Double?
    package var string: ByteString?
    /// The times of the points of a range vector that an instant query yields.
    package var rangeVector: (start: Int64, end: Int64, step: Int64)?
    package var line: Int
}

/// What `expect` says of the outcome besides its values.
package struct TestExpectation: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case ordered
        case fail
        case warn
        case noWarn = "no_warn"
        case info
        case noInfo = "no_info"
    }

    package enum Text: Sendable {
        case any
        case exactly(String)
        case matching(RegularExpression)
    }

    package var kind: Kind
    package var text: Text

    func accepts(_ message: String) -> Bool {
        switch text {
        case .any: true
        case .exactly(let expected): expected.utf8.elementsEqual(message.utf8)
        case .matching(let pattern): pattern.matches(Array(message.utf8))
        }
    }
}
