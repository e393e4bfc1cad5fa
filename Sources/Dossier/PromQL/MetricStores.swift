internal import DossierMetricView
internal import DossierPromQL

/// The metrics of a store, or those of several as one.
///
/// ```swift
/// let metrics = MetricStores([try DossierFile("monday.dossier"), try DossierFile("tuesday.dossier")])
/// let result = try metrics.query(PromQLQuery("sum by (job) (up)"))
/// ```
///
/// Series of several stores with the same labels are one series; of two samples at one time that of
/// the store given first counts. Counts of spans and log records are not added up either, where the
/// times of stores overlap.
///
/// A store that can't be read does not keep the others from being asked: a warning names it. Only if
/// none can be read, there is an error.
public struct MetricStores: Sendable {
    /// The stores; of equal samples those of the first count.
    public let files: [DossierFile]
    /// What results are to warn of besides.
    private let warnings: [String]

    /// Takes the stores.
    public init(_ files: [DossierFile]) {
        self.init(files, warnings: [])
    }

    /// Takes the stores, and warnings of those that could not be opened.
    package init(_ files: [DossierFile], warnings: [String]) {
        self.files = files
        self.warnings = warnings
    }

    /// From the first to the last point of any store, as ``DossierFile/metricTimeRange()`` has it.
    ///
    /// - Returns: The range; nil if no store has metrics, spans or log records.
    /// - Throws: A ``DossierError`` if no store can be read.
    public func timeRange() throws(DossierError) -> ClosedRange<Timestamp>? {
        try translatingErrors {
            let ranges = try eachFile { try $0.metricTimeRange() }.results.compactMap { $0 }
            guard let first = ranges.map(\.lowerBound).min(),
                let last = ranges.map(\.upperBound).max()
            else { return nil }
            return first...last
        }
    }

    /// What `body` gives for each store that can be read, and warnings of the others.
    func eachFile<Result>(
        _ body: (DossierFile) throws -> Result
    ) throws -> (results: [Result], warnings: [String]) {
        let answers = try StoreAnswers(of: files) { file in
            try translatingErrors { try body(file) }
        }
        let warnings = answers.failures.map { failure in
            Self.warning(of: files[failure.index], failure.error.description)
        }
        return (answers.all.map(\.answer), self.warnings + warnings)
    }

    /// The same over the metrics of each store as options have them.
    func eachSamples<Result>(
        _ options: QueryOptions,
        _ body: (StoreSamples) throws -> Result
    ) throws -> (results: [Result], warnings: [String]) {
        try eachFile { try body($0.metricSources.samples(options, of: $0.reader)) }
    }

    static func fileName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Says why a store is left out, without its folder.
    static func warning(of file: DossierFile, _ reason: String) -> String {
        let name = fileName(of: file.path)
        return "\(name) is left out: \(reason.replacing(file.path, with: name))"
    }
}
