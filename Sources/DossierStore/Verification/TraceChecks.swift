import DossierColumns

/// Derives the trace table from the blocks, and compares it with the stored one.
///
/// Needs memory for every trace of the store.
struct TraceChecks {
    private var traces = TraceTable()
    private var changes = TraceChanges(traceCount: 0)
    private var roots = RootTable()
    private var storedRootCount = 0
    /// Blocks that can't be read: the entries of their traces can't be checked.
    private(set) var unreadable: Set<UInt32> = []

    mutating func skip(block: UInt32) {
        unreadable.insert(block)
    }

    /// Takes the roots that are stored; more may be added while blocks are read.
    mutating func setRoots(_ stored: RootTable) {
        roots = stored
        storedRootCount = stored.count
    }

    /// Counts the rows of a block.
    mutating func add(_ block: BlockInfo, _ rows: RowSet, serviceNames: [[UInt8]?]) {
        guard let column = block.table.index(of: .trace) else { return }
        let words = globalWords(rows.rows.columns[column], rows.traces)
        var comparison = SpanIDComparison()
        let runs = changes.addRuns(block: block.id, table: block.table, words: words) { _, run in
            guard block.table == .span else { return .none }
            return comparison.knowledge(of: run, ids: rows.rows.columns[SpanColumn.spanID]) {
                rows.isEqual(span: $0, to: rows, $1)
            }
        }
        switch block.table {
        case .span:
            addSpans(runs, rows, serviceNames)
        case .logRecord:
            add(runs, times: effectiveTimes(of: rows.rows)) { $0.logCount += $1 }
        case .exemplar:
            add(runs, times: rows.rows.columns[ExemplarColumn.time]) { _, _ in }
        default:
            break
        }
    }

    /// Numbers traces as in the whole file.
    private mutating func globalWords(_ words: [UInt64], _ table: TraceTable) -> [UInt64] {
        let numbers = table.ids.map { UInt64(traces.intern($0)) }
        changes.grow(to: traces.count)
        return words.map { $0 < UInt64(numbers.count) ? numbers[Int($0)] : noTrace }
    }

    private mutating func addSpans(
        _ runs: [(trace: Int, rows: Range<Int>)],
        _ rows: RowSet,
        _ serviceNames: [[UInt8]?]
    ) {
        let columns = rows.rows.columns
        let facts = SpanFacts(
            starts: columns[SpanColumn.startTime],
            ends: columns[SpanColumn.endTime],
            statusCodes: columns[SpanColumn.statusCode],
            parentSpanIDs: columns[SpanColumn.parentSpanID],
            hasParentText: rows.rows.rowsWithParentText()
        )
        for run in runs {
            var (change, rootRow) = facts.change(of: run.rows)
            if let rootRow, change.isRootEarlier(than: changes.changes[run.trace].root) {
                let resource = columns[SpanColumn.resource][rootRow]
                let name = columns[SpanColumn.name][rootRow]
                let service =
                    resource < UInt64(serviceNames.count) ? serviceNames[Int(resource)] : nil
                change.root?.number = roots.intern(
                    service: service,
                    name: rows.strings[UInt32(truncatingIfNeeded: name)]
                )
            }
            changes.changes[run.trace].add(change)
        }
    }

    private mutating func add(
        _ runs: [(trace: Int, rows: Range<Int>)],
        times: [UInt64],
        _ count: (inout TraceChanges.Change, Int64) -> Void
    ) {
        for run in runs {
            for row in run.rows { changes.changes[run.trace].otherTimes.add(times[row]) }
            count(&changes.changes[run.trace], Int64(run.rows.count))
        }
    }

    /// Compares with the trace table, inside the connection's transaction.
    func damages(of connection: Connection) throws(StoreError) -> [Damage] {
        var damages: [Damage] = []
        var unseen = Set(changes.touched)
        let statement = try connection.prepare(
            """
            SELECT trace_id, start_time, duration, root_id, root_delay, span_count, error_count,
                log_count, locations FROM trace
            """
        )
        defer { statement.reset() }
        while try statement.step() {
            guard let id = statement.traceID(0) else {
                damages.append(Damage(location: .catalogue("trace"), problem: "invalid trace id"))
                continue
            }
            let number = traces.number(of: id)
            if let number { unseen.remove(number) }
            if let problem = problem(of: statement, number) {
                damages.append(Damage(location: .trace(id), problem: problem))
            }
        }
        // Rows of unreadable blocks may be what is missing, but not what is left over.
        for number in unseen.sorted() {
            damages.append(
                Damage(location: .trace(traces[number]), problem: "missing from the trace table")
            )
        }
        return damages
    }

    private func problem(of statement: Statement, _ number: UInt32?) -> String? {
        guard let locations = TraceLocation.decode(statement.bytes(8)) else {
            return "damaged row locations"
        }
        if locations.contains(where: { unreadable.contains($0.block) }) { return nil }
        guard let number, changes.isTouched(number) else {
            return "no block has rows of this trace"
        }
        var entry = TraceEntry()
        entry.add(changes.changes[Int(number)])
        for (index, own) in changes.locations(of: number).enumerated() {
            // Writers need not say all that can be known of ids.
            let said = index < locations.count ? locations[index].spanIDs : own.spanIDs
            own.knowing(said).append(to: &entry.locations)
        }
        if let root = entry.root, root.number >= storedRootCount {
            return "its root is missing from the table of roots"
        }
        for (index, (name, value)) in entry.namedValues.enumerated()
        where statement.value(Int32(index + 1)) != value {
            return "\(name) does not match its rows"
        }
        return nil
    }
}
