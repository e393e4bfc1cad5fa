import DossierColumns
import DossierLogQL
package import DossierLogQLSyntax
package import DossierQuery
package import DossierStore

/// Tells which log records a pipeline keeps, whatever their times.
package struct EntrySelection: Sendable {
    private let view: LogView
    private let scan: EntryScan
    private let stages: [LogStage]

    /// Throws if a stage has a regular expression or the like that is none; the stages of a query that
    /// was read have not.
    package init(_ pipeline: LogPipeline, in view: LogView) throws {
        self.view = view
        stages = pipeline.stages
        scan = try EntryScan(
            pipeline,
            at: EntryTimes(from: 0, to: .max),
            in: view,
            usesPushdown: true
        )
    }

    /// Of some records of a block, those that the pipeline keeps.
    package func rows(of block: BlockInfo, among wanted: RowBits) throws -> RowBits {
        let candidates = try scan.candidates(
            in: BlockColumns(block, view.catalogue),
            among: wanted
        )
        var kept = try rows(candidates.strings, of: candidates.columns, keptBy: scan.lines.rest)
        kept.formUnion(try rows(candidates.others, of: candidates.columns, keptBy: stages))
        return kept
    }

    private func rows(
        _ rows: RowBits,
        of columns: BlockColumns,
        keptBy stages: [LogStage]
    ) throws -> RowBits {
        guard !rows.isEmpty, stages.contains(where: \.mayDrop) else { return rows }
        var pipeline = try EntryPipeline(stages)
        let reader = EntryReader(view, EntryUse(ofFilters: stages), &pipeline)
        var block = try EntryBlock(columns, rowCount: rows.count)
        var kept = rows
        try rows.forEachRow { row in
            let time = block.effectiveTime(row)
            try reader.begin(UInt32(row), of: &block, at: time, in: &pipeline)
            if !pipeline.run() { kept.remove(row) }
        }
        return kept
    }
}

extension LogStage {
    /// Whether the stage may drop entries.
    var mayDrop: Bool {
        switch self {
        case .lineFilter, .labelFilter: true
        case .json, .logfmt, .regexp, .pattern, .unpack, .decolorize, .lineFormat, .labelFormat,
            .drop, .keep:
            false
        }
    }
}
