import DossierColumns
import DossierLogQL
import DossierLogQLSyntax
import DossierQuery
import DossierStore

/// Finds the log records that a pipeline may keep: reads the columns that its selector and filters
/// name, in the blocks that may hold such records.
struct EntryScan: Sendable {
    /// Records of a block that may be kept.
    struct Candidates {
        let columns: BlockColumns
        /// Those for which the stages that `LinePushdown` leaves are enough.
        var strings: RowBits
        /// Those that all stages are to be run over.
        var others: RowBits

        var isEmpty: Bool { strings.isEmpty && others.isEmpty }
        var count: Int { strings.count + others.count }
    }

    let view: LogView
    private(set) var blocks: [BlockInfo]
    let lines: LinePushdown
    private let predicate: CompiledPredicate
    private let start: UInt64
    private let end: UInt64

    /// Records with `start` ≤ time < `end`; without pushdown all stages are left to be run.
    init(
        _ pipeline: LogPipeline,
        from start: Int64,
        to end: Int64,
        in view: LogView,
        usesPushdown: Bool
    ) throws {
        self.view = view
        self.start = UInt64(max(0, start))
        self.end = UInt64(max(0, end))
        let selector = try StreamSelector(pipeline.selector)
        var parts = [
            Predicate.isNumbered(.resource, view.resources.map { selector.selects($0.stream) })
        ]
        if usesPushdown {
            lines = try LinePushdown(pipeline.stages)
            let labels = try LabelPushdown(view)
            for case .labelFilter(let filter) in pipeline.stages.prefix(while: \.keepsLabels) {
                if let part = try labels.predicate(filter) { parts.append(part) }
            }
        } else {
            lines = LinePushdown(leaving: pipeline.stages)
        }
        predicate = CompiledPredicate(.and(parts), on: .logRecord, in: view.catalogue)
        let (first, behind) = (self.start, self.end)
        blocks = predicate.isNever
            ? []
            : try view.reader.blocks(of: .logRecord).filter { block in
                guard let times = block.timeRange else { return false }
                return times.upperBound >= first && times.lowerBound < behind
            }
    }

    /// The same with the blocks first that can have the newest records, or the oldest.
    func ordered(isBackward: Bool) -> EntryScan {
        var scan = self
        scan.blocks.sort { left, right in
            guard let left = left.timeRange, let right = right.timeRange else { return false }
            return isBackward
                ? left.upperBound > right.upperBound : left.lowerBound < right.lowerBound
        }
        return scan
    }

    /// Records of a block that may be kept.
    func candidates(of block: BlockInfo) throws -> Candidates {
        let columns = BlockColumns(block, view.catalogue)
        let times = try columns.effectiveTimes()
        var rows = RowBits.filled(times.count) { row in
            times[row] != 0 && times[row] >= start && times[row] < end
        }
        if !rows.isEmpty, !predicate.isAlways {
            rows = try predicate.rows(of: columns, among: rows)
        }
        guard !lines.isEmpty, !rows.isEmpty else {
            let none = RowBits(rowCount: block.rowCount)
            return Candidates(columns: columns, strings: rows, others: none)
        }
        var strings = try columns.stringBodies()
        var others = rows
        others.subtract(strings)
        strings.formIntersection(rows)
        return Candidates(
            columns: columns,
            strings: try lines.rows(of: columns, among: strings),
            others: others
        )
    }
}

extension LogStage {
    /// Whether the labels that an entry was stored with are there behind the stage as before it.
    fileprivate var keepsLabels: Bool {
        switch self {
        case .lineFilter, .labelFilter, .lineFormat, .decolorize: true
        case .json, .logfmt, .regexp, .pattern, .unpack, .labelFormat, .drop, .keep:
            false
        }
    }
}
