import DossierBlocks
package import DossierColumns
import DossierStore

/// A link of a span to a span of another trace, seen from there.
package struct IncomingLink: Sendable {
    /// The trace of the span that has the link; nil if it has none.
    package let trace: TraceID?
    /// The id of the span that has the link; 0 for none.
    package let spanID: UInt64
    /// The span that the link leads to; 0 for none.
    package let targetSpanID: UInt64
    /// The name of the span that has the link.
    package let name: [UInt8]
    /// A number of the store's resources.
    package let resource: UInt64
    /// Nanoseconds since the Unix epoch; 0 for unknown.
    package let startTime: UInt64
    /// The row of the link in `rows`, for its attributes.
    package let row: Int
    /// The links of the block.
    package let rows: RowSet
}

extension IncomingLink {
    /// The links to spans of a trace in some blocks of spans, by block; of spans that are in that
    /// trace themselves none.
    ///
    /// Reads the columns that it needs, whatever else the spans have.
    static func all(
        to trace: TraceID,
        in mentions: [BlockMentions],
        _ reader: StoreReader
    ) throws -> [IncomingLink] {
        var found: [IncomingLink] = []
        for mention in mentions where mention.block.table == .span {
            found += try links(of: mention, to: trace, reader)
        }
        return found
    }

    private static func links(
        of mention: BlockMentions,
        to trace: TraceID,
        _ reader: StoreReader
    ) throws -> [IncomingLink] {
        let block = mention.block
        let spans = try reader.columns(
            [
                .field(.trace), .field(.spanID), .field(.startTime), .field(.name),
                .field(.resource),
            ],
            of: .span,
            in: block
        )
        let links = try reader.childRows(mention.rows, of: .spanLink, in: block)
        let columns = links.rows.columns
        guard let traces = spans[0], let spanIDs = spans[1], let starts = spans[2],
            let names = spans[3], let resources = spans[4]
        else { return [] }
        let strings = names.strings
        return (0..<links.rows.rowCount).compactMap { row in
            let parent = Int(clamping: columns[SpanLinkColumn.parentRow][row])
            let target = columns[SpanLinkColumn.trace][row]
            guard parent < traces.words.count, target < UInt64(links.traces.count) else {
                return nil
            }
            let word = traces.words[parent]
            let own = word == noTrace ? nil : traces.traces[Int(word)]
            guard own != trace else { return nil }
            return IncomingLink(
                trace: own,
                spanID: spanIDs.words[parent],
                targetSpanID: columns[SpanLinkColumn.spanID][row],
                name: Array(strings[UInt32(truncatingIfNeeded: names.words[parent])]),
                resource: resources.words[parent],
                startTime: starts.words[parent],
                row: row,
                rows: links
            )
        }
    }
}
