import DossierColumns
package import DossierStore

/// Spans of one service, or of one service and name, taken together.
package struct SpanStatistics: Sendable {
    /// `service.name` of the spans' resource; nil if it has none.
    package let service: [UInt8]?
    /// The name of the spans; nil if spans of all names are taken together.
    package let operation: [UInt8]?
    package let spanCount: Int
    /// Spans whose status is an error.
    package let errorCount: Int
    /// The self times of the spans together, in nanoseconds; nil if they were not asked for.
    package let selfTime: UInt64?
    /// Of the spans whose start and end are known; nil if there are none.
    package let durations: DurationQuantiles?
}

/// What spans are taken together by.
package enum SpanGrouping: Sendable {
    case service
    /// By service, and by service and name.
    case operation
}

extension SpanStatistics {
    /// Counts and times the spans of a store by service, in the order of the services' names; after
    /// each service its operations, if they are asked for.
    ///
    /// Duplicates are not counted. Takes 12 bytes of memory for each span while it runs, with self
    /// times 40 more.
    ///
    /// - Complexity: O(spans), over five columns at most; with self times O(n log n), over ten.
    package static func all(
        by grouping: SpanGrouping,
        except duplicates: DuplicateSpans = DuplicateSpans(),
        hasSelfTimes: Bool = false,
        in reader: StoreReader
    ) throws -> [SpanStatistics] {
        let spans = try reader.blocks(of: .span)
        // After the blocks, since a writer may add to both meanwhile.
        let services = ServiceNumbers(try reader.serviceNameBytes())
        let blocks = try parallelMap(spans) { block in
            try GroupedSpans(
                block,
                by: grouping,
                services,
                except: duplicates.rows(of: block.id),
                in: reader
            )
        }
        let times = hasSelfTimes ? try StoredSelfTimes(spans, duplicates, in: reader).blocks : nil
        return try SpanGroups(blocks, services, selfTimes: times).statistics()
    }
}
