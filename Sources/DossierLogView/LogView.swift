import DossierColumns
package import DossierLogQL
import DossierQuery
package import DossierStore

/// The log records of a store as entries of streams, as Loki's OTLP receiver would store them.
///
/// Some attributes of resources are labels of streams; other attributes and the fields of records
/// are metadata.
package struct LogView: Sendable {
    package let reader: StoreReader
    let catalogue: PredicateCatalogue
    /// By number.
    let resources: [ResourceLabels]
    let scopes: [[NumberedLabel]]
    /// The names of all labels but those of members of attributes that are lists.
    let names: [[UInt8]]
    /// By slot of log records, the number of the name of an attribute or field; nil for others.
    ///
    /// That of an attribute which may be a map is the start of its members' names.
    let slotNames: [Int?]
    let slotTypes: [ValueType]
    /// By resource, the place of its stream among all.
    let streamRanks: [UInt32]
    /// Of the fields that every record has.
    let fieldNames: FieldNames

    /// The names of fields that are columns, by number.
    struct FieldNames: Sendable {
        let observedTimestamp: Int
        let severityNumber: Int
        let traceID: Int
        let spanID: Int

        var all: [Int] { [observedTimestamp, severityNumber, traceID, spanID] }
    }

    /// Reads resources, scopes and shapes.
    package init(_ reader: StoreReader) throws {
        self.reader = reader
        // Lists the blocks, whose shapes are wanted.
        _ = try reader.blocks(of: .logRecord)
        catalogue = try PredicateCatalogue(reader)
        var table = LabelNameTable()
        resources = catalogue.resources.map { ResourceLabels($0, &table) }
        scopes = catalogue.scopes.map { $0.scopeLabels(&table) }
        func number(_ name: String) -> Int { table.number(of: Array(name.utf8)) }
        fieldNames = FieldNames(
            observedTimestamp: number("observed_timestamp"),
            severityNumber: number("severity_number"),
            traceID: number("trace_id"),
            spanID: number("span_id")
        )
        let shapes = try reader.shapes(of: .logRecord)
        slotNames = shapes.slots.map { slot in
            let name =
                if let field = slot.field {
                    field.logLabel.map { Array($0.utf8) } ?? []
                } else {
                    OTLPLabelName.name(of: shapes.keys[slot.key])
                }
            // Of a map under an empty key the members have names.
            let isMap = slot.field == nil && slot.type == .composite
            return name.isEmpty && !isMap ? nil : table.number(of: name)
        }
        slotTypes = shapes.slots.map(\.type)
        names = table.names
        var ranks: [[StoredEntry.Label]: UInt32] = [:]
        for (rank, stream) in Self.streams(of: resources).enumerated() {
            ranks[stream] = UInt32(rank)
        }
        streamRanks = resources.map { ranks[$0.stream] ?? 0 }
    }

    /// The labels of the streams of a store, each stream once, in the order of their labels.
    package var streams: [[StoredEntry.Label]] { Self.streams(of: resources) }

    private static func streams(of resources: [ResourceLabels]) -> [[StoredEntry.Label]] {
        Set(resources.map(\.stream)).sorted { $0.precedes($1) }
    }
}

extension Field {
    /// The name of the label that a field of log records makes which only some of them have.
    var logLabel: String? {
        switch self {
        case .severityText: "severity_text"
        case .droppedAttributesCount: "dropped_attributes_count"
        case .flags: "flags"
        case .traceIDText: "trace_id"
        case .spanIDText: "span_id"
        case .eventName: "event_name"
        case .recordName: "name"
        default: nil
        }
    }
}
