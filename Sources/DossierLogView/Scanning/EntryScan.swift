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
    private let json: JSONPushdown?
    private let predicate: CompiledPredicate
    private let times: EntryTimes
    /// What records have to be besides; nil if anything.
    private let condition: LogScan?

    /// Without pushdown all stages are left to be run.
    init(
        _ pipeline: LogPipeline,
        at times: EntryTimes,
        where condition: LogScan? = nil,
        in view: LogView,
        usesPushdown: Bool
    ) throws {
        self.view = view
        self.times = times
        self.condition = condition
        let selector = try StreamSelector(pipeline.selector)
        var parts = [
            Predicate.isNumbered(.resource, view.resources.map { selector.selects($0.stream) })
        ]
        if usesPushdown {
            lines = try LinePushdown(pipeline.stages)
            json = JSONPushdown(pipeline.stages, in: view)
            let labels = try LabelPushdown(view)
            for case .labelFilter(let filter) in pipeline.stages.prefix(while: \.keepsLabels) {
                if let part = try labels.predicate(filter) { parts.append(part) }
            }
        } else {
            lines = LinePushdown(leaving: pipeline.stages)
            json = nil
        }
        predicate = CompiledPredicate(.and(parts), on: .logRecord, in: view.catalogue)
        blocks =
            predicate.isNever
            ? []
            : try view.reader.blocks(of: .logRecord).filter { times.mayHaveAny(in: $0.timeRange) }
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
        let known = try columns.effectiveTimes()
        var rows = RowBits.filled(known.count) { times.contains(known[$0]) }
        if let condition, !rows.isEmpty { rows.formIntersection(try condition.rows(of: block)) }
        return try candidates(in: columns, among: rows)
    }

    /// Of some records of a block, those that may be kept, whatever their times.
    func candidates(in columns: BlockColumns, among wanted: RowBits) throws -> Candidates {
        var rows = wanted
        if !rows.isEmpty, !predicate.isAlways {
            rows = try predicate.rows(of: columns, among: rows)
        }
        guard !lines.isEmpty || json != nil, !rows.isEmpty else {
            let none = RowBits(rowCount: rows.rowCount)
            return Candidates(columns: columns, strings: rows, others: none)
        }
        var strings = try columns.stringBodies()
        var others = rows
        others.subtract(strings)
        strings.formIntersection(rows)
        strings = try lines.rows(of: columns, among: strings)
        others = try lines.otherRows(of: columns, among: others)
        if let json, !strings.isEmpty { strings = try json.rows(of: columns, among: strings) }
        return Candidates(columns: columns, strings: strings, others: others)
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
