import DossierColumns
import DossierPromQLSyntax

extension ColumnEvaluator {
    /// Below this many values, several threads gain nothing.
    private static let parallelValueCountMin = 100_000
    /// Fewer steps are not worth a thread.
    private static let partStepCountMin = 128

    /// One number of each group's values at each step, by group.
    func reduced(
        _ columns: [ValueColumn],
        _ groups: [ColumnGroups.Group],
        _ op: Aggregation.Operator
    ) -> [[Double]] {
        let partCount = max(1, min(4, grid.count / Self.partStepCountMin))
        guard partCount > 1, columns.count * grid.count >= Self.parallelValueCountMin else {
            return groups.map { Self.reduce(columns, $0.members, 0..<grid.count, op) }
        }
        let parts = (0..<partCount).map { part in
            (grid.count * part / partCount)..<(grid.count * (part + 1) / partCount)
        }
        let found = parallelMap(parts) { steps in
            groups.map { Self.reduce(columns, $0.members, steps, op) }
        }
        return groups.indices.map { group in found.flatMap { $0[group] } }
    }

    /// One number of some columns' values at each of some steps.
    private static func reduce(
        _ columns: [ValueColumn],
        _ members: [Int],
        _ steps: Range<Int>,
        _ op: Aggregation.Operator
    ) -> [Double] {
        let fold = ColumnFold(columns: columns, members: members, steps: steps)
        switch op {
        case .sum: return fold.values(first: { KahanSum($0) }, { $0.add($1) }, \.boundedTotal)
        case .avg: return fold.values(first: MeanSum.init, { $0.add($1) }, \.result)
        case .min:
            return fold.values(first: { $0 }, { if $0.isNaN || $1 < $0 { $0 = $1 } }, \.self)
        case .max:
            return fold.values(first: { $0 }, { if $0.isNaN || $1 > $0 { $0 = $1 } }, \.self)
        case .count: return fold.values(first: { _ in 1 }, { count, _ in count += 1 }, \.self)
        case .stddev:
            return fold.values(first: WelfordVariance.init, { $0.add($1) }, \.deviation)
        case .stdvar: return fold.values(first: WelfordVariance.init, { $0.add($1) }, \.result)
        default: return fold.values(first: { _ in 1 }, { _, _ in }, \.self)
        }
    }
}
