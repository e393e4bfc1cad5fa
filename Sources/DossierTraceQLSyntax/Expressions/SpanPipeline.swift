/// Stages through which the spansets of a trace go; the first is given one spanset of all spans.
package struct SpanPipeline: Hashable, Sendable {
    /// One at least; the first is not `coalesce()`.
    package var stages: [PipelineStage]

    package init(stages: [PipelineStage]) {
        self.stages = stages
    }
}

package enum PipelineStage: Hashable, Sendable {
    /// Filters and combines the spans of every spanset.
    case spansets(SpansetExpression)
    /// Keeps the spansets for which a comparison holds: `count() > 2`.
    case scalarFilter(ScalarFilter)
    /// Splits every spanset by a value: `by(.region)`. The expression mentions a field.
    case group(FieldExpression)
    /// Makes one spanset of all: `coalesce()`.
    case coalesce
    /// Adds fields to the result: `select(.a, name)`. One field at least.
    case select([Field])
}
