import DossierBlocks
import DossierColumns
import DossierPrimitives
package import DossierStore

/// How often services called each other.
///
/// A call is a span with its parent in another service, whatever kinds they are of.
package struct ServiceCalls: Sendable {
    package struct Pair: Hashable, Sendable {
        /// `service.name` of the parent's resource; nil if it has none.
        package let parent: [UInt8]?
        package let child: [UInt8]?
    }

    package private(set) var counts: [Pair: Int] = [:]

    /// How many blocks are worked on before their counts are put together.
    private static let blockCountAtOnce = 16

    /// Counts the calls that started at some time, in nanoseconds since 1970; nil for any.
    ///
    /// Spans of a trace in one run are paired block by block; those of others are held until all are
    /// known, which takes 32 bytes for each.
    ///
    /// - Complexity: O(n log n) over the spans, over five columns.
    package init(
        startingIn window: ClosedRange<UInt64>?,
        except duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        let blocks = try reader.blocks(of: .span)
        if let window,
            !blocks.contains(where: { $0.timeRange?.overlaps(window) ?? true })
        {
            return
        }
        let services = ServiceNumbers(try reader.serviceNameBytes())
        let split = try reader.tracesInSeveralRuns()
        var sums: [CallingSpans.Pair: Int] = [:]
        var rest = CallingSpans()
        var table = TraceTable()
        for start in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let some = Array(blocks[start..<min(start + Self.blockCountAtOnce, blocks.count)])
            let found = try parallelMap(some) { block in
                var own = try CallingSpans(
                    block,
                    services,
                    startingIn: window,
                    except: duplicates.rows(of: block.id),
                    in: reader
                )
                let others = own.take { split.contains($0) }
                return (own.counts(), others)
            }
            for (counts, others) in found {
                sums.merge(counts, uniquingKeysWith: +)
                rest.add(others, &table)
            }
        }
        sums.merge(rest.counts(), uniquingKeysWith: +)
        for (pair, count) in sums {
            let names = Pair(
                parent: services.names[Int(pair.parent)],
                child: services.names[Int(pair.child)]
            )
            counts[names] = count
        }
    }
}

/// Spans by id, and the calls that name one of them as their parent.
private struct CallingSpans: Sendable {
    /// Two services by their numbers.
    struct Pair: Hashable {
        let parent: UInt32
        let child: UInt32
    }

    private struct Span: Sendable {
        /// The number of its trace.
        var trace: UInt32
        let service: UInt32
        /// Its id; of a call that of its parent.
        let id: UInt64
        let start: UInt64

        /// By trace and id; of several the one that started first, an unknown start last.
        func isBefore(_ other: Span) -> Bool {
            (trace, id, start &- 1) < (other.trace, other.id, other.start &- 1)
        }
    }

    private var traces: [TraceID] = []
    private var spans: [Span] = []
    private var calls: [Span] = []

    init() {}

    init(
        _ block: BlockInfo,
        _ services: ServiceNumbers,
        startingIn window: ClosedRange<UInt64>?,
        except duplicates: [UInt32],
        in reader: StoreReader
    ) throws {
        let columns = try reader.columns(
            [
                .field(.trace), .field(.spanID), .field(.parentSpanID), .field(.resource),
                .field(.startTime),
            ],
            of: .span,
            in: block
        ).compactMap { $0 }
        guard columns.count == 5 else { return }
        traces = columns[0].traces
        let words = columns.map(\.words.words)
        var repeated = duplicates[...]
        for row in 0..<(words.map(\.count).min() ?? 0) {
            if let next = repeated.first, next == UInt32(row) {
                _ = repeated.popFirst()
                continue
            }
            let (trace, id, parent, start) = (
                words[0][row], words[1][row], words[2][row], words[4][row]
            )
            guard trace < UInt64(traces.count) else { continue }
            let service = services[words[3][row]]
            func span(_ id: UInt64) -> Span {
                Span(trace: UInt32(trace), service: service, id: id, start: start)
            }
            if id != 0 { spans.append(span(id)) }
            if parent != 0, window?.contains(start) ?? true { calls.append(span(parent)) }
        }
    }

    /// Takes out what belongs to some of the traces.
    mutating func take(where isTaken: (TraceID) -> Bool) -> CallingSpans {
        let isOther = traces.map(isTaken)
        var others = CallingSpans()
        guard isOther.contains(true) else { return others }
        others.traces = traces
        others.spans = spans.filter { isOther[Int($0.trace)] }
        others.calls = calls.filter { isOther[Int($0.trace)] }
        spans.removeAll { isOther[Int($0.trace)] }
        calls.removeAll { isOther[Int($0.trace)] }
        return others
    }

    /// Adds others, whose traces get numbers of a table.
    mutating func add(_ others: CallingSpans, _ table: inout TraceTable) {
        guard !others.spans.isEmpty || !others.calls.isEmpty else { return }
        let numbers = others.traces.map { table.intern($0) }
        func renumbered(_ span: Span) -> Span {
            var span = span
            span.trace = numbers[Int(span.trace)]
            return span
        }
        spans += others.spans.map(renumbered)
        calls += others.calls.map(renumbered)
    }

    /// The calls between different services, of those whose parent is there.
    func counts() -> [Pair: Int] {
        let parents = spans.sorted { $0.isBefore($1) }
        var counts: [Pair: Int] = [:]
        for call in calls {
            let place = parents.indices.partitioningIndex { index in
                (parents[index].trace, parents[index].id) >= (call.trace, call.id)
            }
            guard place < parents.count, parents[place].trace == call.trace,
                parents[place].id == call.id, parents[place].service != call.service
            else { continue }
            counts[Pair(parent: parents[place].service, child: call.service), default: 0] += 1
        }
        return counts
    }
}
