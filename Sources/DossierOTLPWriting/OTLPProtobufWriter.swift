package import DossierColumns
package import DossierPrimitives

/// Writes spans as OTLP in protobuf.
///
/// What is written says the same as the JSON of `OTLPWriter`. Numbers of fields are those of
/// `opentelemetry/proto/trace/v1/trace.proto`.
package struct OTLPProtobufWriter: Sendable {
    package var buffer = ProtobufWriter()
    private let shared: SharedValues
    /// By the number of the table; whatever set its rows are in, as slots are numbered alike.
    private var fields = [RowFields](repeating: RowFields(), count: 8)

    /// - Parameter shared: What the resource and scope words of the rows refer to.
    package init(shared: SharedValues) {
        self.shared = shared
    }

    /// Writes spans as elements of the field `resource_spans` of a `TracesData`.
    package mutating func writeEntries(_ rows: some Sequence<Int>, of set: RowSet) {
        let groups = Grouping(
            rows,
            first: set.rows.columns[SpanColumn.resource],
            second: set.rows.columns[SpanColumn.scope]
        )
        for (resource, scopes) in groups.entries {
            buffer.beginMessage(1)
            let url = writeResource(resource)
            for (scope, rows) in scopes {
                buffer.beginMessage(2)
                let url = writeScope(scope)
                for row in rows { writeSpan(row, of: set) }
                if let url { buffer.text(3, url) }
                buffer.endMessage()
            }
            if let url { buffer.text(3, url) }
            buffer.endMessage()
        }
    }

    private mutating func writeResource(_ word: UInt64) -> [UInt8]? {
        writeShared(word, in: shared.resources) { buffer, key, value in
            switch key {
            case "attributes": buffer.members(1, value)
            case "droppedAttributesCount": buffer.unsigned32(2, value)
            case "entityRefs": buffer.entityReferences(3, value)
            default: break
            }
        }
    }

    private mutating func writeScope(_ word: UInt64) -> [UInt8]? {
        writeShared(word, in: shared.scopes) { buffer, key, value in
            switch key {
            case "name": buffer.plainText(1, value)
            case "version": buffer.plainText(2, value)
            case "attributes": buffer.members(3, value)
            case "droppedAttributesCount": buffer.unsigned32(4, value)
            default: break
            }
        }
    }

    /// Writes a resource or scope as field 1; returns the schema URL of its entry.
    private mutating func writeShared(
        _ word: UInt64,
        in table: StringTable,
        _ write: (inout ProtobufWriter, String, ArraySlice<UInt8>) -> Void
    ) -> [UInt8]? {
        var url: [UInt8]?
        buffer.beginMessage(1)
        if word < table.count {
            forEachMember(of: table[UInt32(truncatingIfNeeded: word)]) { key, value in
                if key == "schemaUrl" {
                    url = CompositeReader.text(of: value).map { Array($0) }
                } else {
                    write(&buffer, key, value)
                }
            }
        }
        buffer.endMessage()
        return url
    }

    /// The optional fields and the attributes of a row.
    mutating func load(_ row: Int, of rows: TableBatch) -> RowFields {
        let number = Int(rows.table.rawValue)
        fields[number].load(row, of: rows)
        return fields[number]
    }
}
