import DossierColumns

/// Checks that blocks and rows are numbered without gaps, in the order of commits.
struct BlockNumberChecks {
    /// The block checked last; 0 before the first.
    private(set) var lastBlock: Int64 = 0
    private var lastCommit: Int64 = 1
    /// The row that the next block of a table starts with; nil after a block that can't be read.
    private var nextRows: [Table: UInt64]? = [:]

    mutating func skip(block: Int64) {
        lastBlock = block
        nextRows = nil
    }

    /// What is wrong with the number of a block, or its order among the others.
    mutating func problems(of block: BlockInfo, commitCount: Int64) -> [String] {
        var problems: [String] = []
        if Int64(block.id) != lastBlock &+ 1 {
            problems.append("block \(lastBlock &+ 1) is missing")
        }
        if let nextRows, block.firstRow != nextRows[block.table] ?? 0 {
            problems.append("preceding rows are missing")
        }
        if block.commit < lastCommit || block.commit > commitCount {
            problems.append("invalid commit number \(block.commit)")
        }
        lastBlock = Int64(block.id)
        lastCommit = block.commit
        nextRows?[block.table] = block.rowRange.upperBound
        return problems
    }
}
