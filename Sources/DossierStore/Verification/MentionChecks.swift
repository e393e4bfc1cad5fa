import DossierColumns

/// Derives the table `mention` from the blocks, and compares it with the stored one.
struct MentionChecks {
    private var expected = MentionList()

    /// Takes the mentions of a block.
    mutating func add(_ block: BlockInfo, _ rows: RowSet) {
        switch block.table {
        case .logRecord:
            for mention in LogMentions.all(in: rows.rows, strings: rows.strings) {
                expected.append(
                    MentionList.Mention(
                        trace: mention.trace,
                        block: block.id,
                        row: mention.row,
                        slot: mention.slot
                    )
                )
            }
        case .span:
            guard let links = rows.children[.spanLink] else { return }
            let traces = rows.rows.columns[SpanColumn.trace]
            expected.addLinks(
                block: block.id,
                traces: links.columns[SpanLinkColumn.trace],
                parents: links.columns[SpanLinkColumn.parentRow].map { parent in
                    parent < UInt64(traces.count) ? traces[Int(parent)] : noTrace
                },
                ids: rows.traces
            )
        default: break
        }
    }

    /// Compares with the table, inside the connection's transaction; blocks that can't be read are
    /// left out.
    mutating func damages(
        of connection: Connection,
        unreadable: Set<UInt32>
    ) throws(StoreError) -> [Damage] {
        guard let first = try Meta.firstMentionBlock(connection) else { return [] }
        expected.sort()
        var stored: [MentionRow: [UInt8]] = [:]
        let statement = try connection.prepare("SELECT trace_id, block_id, rows FROM mention")
        defer { statement.reset() }
        var damages: [Damage] = []
        while try statement.step() {
            guard let id = statement.traceID(0) else {
                damages.append(Damage(location: .catalogue("mention"), problem: "invalid trace id"))
                continue
            }
            let key = MentionRow(trace: id, block: statement.int(1))
            stored[key] = statement.bytes(2)
        }
        expected.forEachRow { trace, block, rows in
            guard Int64(block) >= first else { return }
            let found = stored.removeValue(forKey: MentionRow(trace: trace, block: Int64(block)))
            guard found != rows, !unreadable.contains(block) else { return }
            let problem =
                found == nil
                ? "the rows of block \(block) that name it are missing from the table mention"
                : "the rows of block \(block) that name it do not match the table mention"
            damages.append(Damage(location: .trace(trace), problem: problem))
        }
        for key in stored.keys.sorted(by: { ($0.block, $0.trace) < ($1.block, $1.trace) })
        where !unreadable.contains(UInt32(clamping: key.block)) {
            damages.append(
                Damage(
                    location: .trace(key.trace),
                    problem: "no row of block \(key.block) names it"
                )
            )
        }
        return damages
    }

    private struct MentionRow: Hashable {
        let trace: TraceID
        let block: Int64
    }
}
