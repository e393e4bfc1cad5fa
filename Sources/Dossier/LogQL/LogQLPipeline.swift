internal import DossierLogQL
internal import DossierLogQLSyntax

/// Runs the stages of a log query over entries that are in no store.
///
/// ```swift
/// var pipeline = try LogQLPipeline(LogQLExpression(parsing: "{app=`a`} | logfmt | status >= 500"))
/// if let entry = pipeline.run(LogQLEntry(line: "status=503 path=/cart")) {
///     print(entry.parsedLabels["path"] ?? "")
/// }
/// ```
public struct LogQLPipeline {
    private var pipeline: EntryPipeline
    private let level: LevelDetector?

    /// Prepares the stages of a query; its selector is not applied.
    ///
    /// - Parameters:
    ///   - expression: A query for entries, not one that makes series.
    ///   - detectsLevels: Whether entries get the metadata `detected_level` before the stages, as
    ///     Loki adds it to what it takes in.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/invalidExpression`` if the
    ///   expression makes series.
    public init(
        _ expression: LogQLExpression,
        detectsLevels: Bool = false
    ) throws(DossierError) {
        guard case .log(let query) = expression.query else {
            throw DossierError(
                .invalidExpression,
                "the query makes series, and entries are to be run through its stages"
            )
        }
        var pipeline = try translatingErrors { try EntryPipeline(query.stages) }
        level = detectsLevels ? LevelDetector(&pipeline) : nil
        self.pipeline = pipeline
    }

    /// Runs the stages over an entry, in time linear in its text.
    ///
    /// - Parameter entry: The entry.
    /// - Returns: The entry as the stages made it; nil if they drop it.
    public mutating func run(_ entry: LogQLEntry) -> LogQLEntry? {
        pipeline.begin(entry.stored)
        level?.run(&pipeline)
        return pipeline.run() ? LogQLEntry(pipeline.entry) : nil
    }
}
