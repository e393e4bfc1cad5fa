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
        var sums: [ServicePair: Int] = [:]
        var rest = TracedPairs<ServiceSpan>()
        var table = TraceTable()
        for start in stride(from: 0, to: blocks.count, by: Self.blockCountAtOnce) {
            let some = Array(blocks[start..<min(start + Self.blockCountAtOnce, blocks.count)])
            let found = try parallelMap(some) { block in
                var own = try TracedPairs<ServiceSpan>(
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

/// Two services by their numbers.
private struct ServicePair: Hashable {
    let parent: UInt32
    let child: UInt32
}

/// A span, or a call by the id of its parent.
private struct ServiceSpan: PairedSpan {
    var trace: UInt32
    let service: UInt32
    let id: UInt64
    let start: UInt64

    /// An unknown start is the last.
    func precedes(_ other: ServiceSpan) -> Bool { start &- 1 < other.start &- 1 }
}

extension TracedPairs<ServiceSpan> {
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
        guard columns.count == 5 else {
            self.init()
            return
        }
        self.init(traces: columns[0].traces)
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
            func span(_ id: UInt64) -> ServiceSpan {
                ServiceSpan(trace: UInt32(trace), service: service, id: id, start: start)
            }
            if id != 0 { parents.append(span(id)) }
            if parent != 0, window?.contains(start) ?? true { children.append(span(parent)) }
        }
    }

    /// How often services called others.
    fileprivate func counts() -> [ServicePair: Int] {
        var counts: [ServicePair: Int] = [:]
        forEachCall { parent, child in
            counts[ServicePair(parent: parent.service, child: child.service), default: 0] += 1
        }
        return counts
    }
}
