/// What kind of stage failed on an entry: the value of the label `__error__`.
package enum EntryError: String, Sendable {
    case json = "JSONParserErr"
    case logfmt = "LogfmtParserErr"
    case regexp = "RegexpParserErr"
    case pattern = "PatternParserErr"
    case labelFilter = "LabelFilterErr"
    case sampleExtraction = "SampleExtractionErr"
    case template = "TemplateFormatErr"

    /// The label of the error.
    package static let label = Array("__error__".utf8)
    /// The label that lets an entry with an error be part of a metric query.
    package static let preserveLabel = Array("__preserve_error__".utf8)
    /// The label of what is wrong.
    package static let detailsLabel = Array("__error_details__".utf8)
}
