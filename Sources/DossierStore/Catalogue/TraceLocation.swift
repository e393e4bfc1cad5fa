package import DossierColumns
import DossierPrimitives

/// Where rows of a trace are: a run of rows in a block.
package struct TraceLocation: Hashable, Sendable {
    package let block: UInt32
    package let table: Table
    /// Within the block.
    package let firstRow: Int
    package let rowCount: Int
    /// What is known of the ids of spans.
    package let spanIDs: SpanIDKnowledge

    package var rows: Range<Int> { firstRow..<(firstRow + rowCount) }

    /// Stand for the number of the table where something is known of the ids of spans.
    private static let (distinctIDs, equalSpans): (UInt8, UInt8) = (8, 9)

    init(
        block: UInt32,
        table: Table,
        firstRow: Int,
        rowCount: Int,
        spanIDs: SpanIDKnowledge = .none
    ) {
        self.block = block
        self.table = table
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.spanIDs = spanIDs
    }

    /// The same with less known of the ids of spans.
    func knowing(_ spanIDs: SpanIDKnowledge) -> TraceLocation {
        TraceLocation(
            block: block,
            table: table,
            firstRow: firstRow,
            rowCount: rowCount,
            spanIDs: min(self.spanIDs, spanIDs)
        )
    }

    /// Appends three LEB128 numbers; `schema/v1.sql` says which.
    func append(to bytes: inout [UInt8]) {
        let number =
            switch spanIDs {
            case .none: table.rawValue
            case .equalSpans: Self.equalSpans
            case .distinctIDs: Self.distinctIDs
            }
        bytes.appendVarint(UInt64(block) << 4 | UInt64(number))
        bytes.appendVarint(UInt64(firstRow))
        bytes.appendVarint(UInt64(rowCount))
    }

    /// Reads the locations of a trace; nil if the bytes are damaged.
    static func decode(_ bytes: [UInt8]) -> [TraceLocation]? {
        var locations: [TraceLocation] = []
        return bytes.withUnsafeBytes { decode($0, into: &locations) } ? locations : nil
    }

    /// Replaces some locations with those of a trace; false if the bytes are damaged.
    static func decode(
        _ bytes: UnsafeRawBufferPointer,
        into locations: inout [TraceLocation]
    ) -> Bool {
        locations.removeAll(keepingCapacity: true)
        var position = 0
        func number() -> UInt64? { try? Varint.read(bytes, at: &position) }
        while position < bytes.count {
            guard let blockAndTable = number(), let firstRow = number(), let rowCount = number()
            else { return false }
            let tableNumber = UInt8(blockAndTable & 0xf)
            let spanIDs: SpanIDKnowledge =
                switch tableNumber {
                case equalSpans: .equalSpans
                case distinctIDs: .distinctIDs
                default: .none
                }
            guard let table = spanIDs != .none ? .span : Table(rawValue: tableNumber), rowCount > 0,
                blockAndTable >> 4 <= UInt64(BlockInfo.idLimit),
                firstRow <= UInt64(BlockInfo.rowLimit), rowCount <= UInt64(BlockInfo.rowLimit)
            else { return false }
            locations.append(
                TraceLocation(
                    block: UInt32(blockAndTable >> 4),
                    table: table,
                    firstRow: Int(firstRow),
                    rowCount: Int(rowCount),
                    spanIDs: spanIDs
                )
            )
        }
        return true
    }
}
