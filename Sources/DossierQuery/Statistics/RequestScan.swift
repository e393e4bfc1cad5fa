import DossierBlocks
package import DossierColumns
package import DossierStore

/// What statistics of requests and business operations need of a span.
package struct RequestSpan: Sendable {
    package let trace: TraceID
    /// Into `StoreReader.serviceNameBytes()`.
    package let resource: Int
    /// Whether it serves a request: its kind is SERVER or CONSUMER.
    package let isRequest: Bool
    package let hasError: Bool
    /// Nanoseconds; nil if start or end is unknown, or the end is before the start.
    package let duration: UInt64?
    /// Attributes that are text; nil if the span has none.
    package let operationType: [UInt8]?
    package let tenant: [UInt8]?
}

/// Reads the spans that serve requests, and those that are business operations.
///
/// A span that came several times is one.
package struct RequestScan: Sendable {
    private let reader: StoreReader
    private let blocks: [BlockInfo]
    private let trace: TraceID?
    private let duplicates: DuplicateSpans
    private let operationSlots: [UInt32]
    private let tenantSlots: [UInt32]

    /// `trace` is the trace whose spans are wanted; nil for all.
    ///
    /// `operationKeys` are those of the attributes that make a span a business operation,
    /// `tenantKeys` say whom it was for.
    package init(
        of trace: TraceID?,
        operationKeys: [String],
        tenantKeys: [String],
        except duplicates: DuplicateSpans,
        in reader: StoreReader
    ) throws {
        self.reader = reader
        self.duplicates = duplicates
        self.trace = trace
        if let trace {
            let locations = try reader.trace(trace)?.locations ?? []
            blocks = try reader.blocks(
                ids: locations.filter { $0.table == .span }.map(\.block)
            )
        } else {
            blocks = try reader.blocks(of: .span)
        }
        let shapes = try reader.shapes(of: .span)
        func slots(_ keys: [String]) -> [UInt32] {
            shapes.slots.indices.filter { number in
                let slot = shapes.slots[number]
                return slot.field == nil && slot.type == .string
                    && keys.contains { shapes.keys[slot.key].elementsEqual($0.utf8) }
            }.map { UInt32($0) }
        }
        operationSlots = slots(operationKeys)
        tenantSlots = slots(tenantKeys)
    }

    /// - Complexity: O(spans), over the columns named here.
    package func spans() throws -> [RequestSpan] {
        try parallelMap(blocks) { try spans(of: $0) }.flatMap { $0 }
    }

    private func spans(of block: BlockInfo) throws -> [RequestSpan] {
        let columns = try reader.columns(
            [
                .field(.trace), .field(.kind), .field(.statusCode), .field(.startTime),
                .field(.endTime), .field(.resource),
            ],
            of: .span,
            in: block
        )
        guard let traces = columns[0], let kinds = columns[1]?.words, let codes = columns[2]?.words,
            let starts = columns[3]?.words, let ends = columns[4]?.words,
            let resources = columns[5]?.words
        else { return [] }
        let operations = try texts(of: operationSlots, in: block)
        let tenants = try texts(of: tenantSlots, in: block)
        let repeated = Set(duplicates.rows(of: block.id))
        var found: [RequestSpan] = []
        for row in 0..<block.rowCount where !repeated.contains(UInt32(row)) {
            let isRequest = kinds[row] == 2 || kinds[row] == 5
            let operation = operations[UInt32(row)]
            guard isRequest || operation != nil, traces.words[row] != noTrace else { continue }
            let trace = traces.traces[Int(traces.words[row])]
            guard self.trace == nil || self.trace == trace else { continue }
            found.append(
                RequestSpan(
                    trace: trace,
                    resource: Int(truncatingIfNeeded: resources[row]),
                    isRequest: isRequest,
                    hasError: codes[row] == 2,
                    duration: Self.duration(starts[row], ends[row]),
                    operationType: operation,
                    tenant: tenants[UInt32(row)]
                )
            )
        }
        return found
    }

    private static func duration(_ start: UInt64, _ end: UInt64) -> UInt64? {
        // Neither is 0 or above Int64.max, which is unknown.
        start &- 1 < UInt64(Int64.max) && end >= start && end <= UInt64(Int64.max)
            ? end - start : nil
    }

    private func texts(of slots: [UInt32], in block: BlockInfo) throws -> [UInt32: [UInt8]] {
        var texts: [UInt32: [UInt8]] = [:]
        for slot in slots {
            guard let (rows, column) = try reader.slot(slot, of: .span, in: block) else { continue }
            // Texts of spans repeat no ids of their rows.
            let (codes, strings) = try ColumnTexts(column).whole()
            for (row, code) in zip(rows, codes) {
                texts[row] = Array(strings[UInt32(truncatingIfNeeded: code)])
            }
        }
        return texts
    }
}
