import DossierColumns
import DossierQuery
import DossierStore

/// What entries need of the log records of one block.
struct EntryBlock {
    /// The slots of a shape that entries are made of, in the order of the row.
    struct Path {
        var body: UInt32?
        var attributes: [UInt32] = []
        /// Fields whose labels come before those of ids, and the others.
        var fieldsBeforeIDs: [UInt32] = []
        var fieldsBehindIDs: [UInt32] = []
        var overflow: UInt32?
        var hasEventName = false
    }

    /// The key of an attribute whose label is that of a field, which counts before it.
    static let eventNameKey = Array("event_name".utf8)

    let times: [UInt64]
    let observedTimes: [UInt64]
    let resources: [UInt64]
    let scopes: [UInt64]
    let severityNumbers: [UInt64]
    let spanIDs: [UInt64]
    private let traces: (ids: [TraceID], numbers: [UInt64])
    var slots: BlockSlots
    private let keys: StringTable
    /// By shape.
    private var paths: [Path?]

    /// `rowCount` is about how many rows will be asked for.
    init(_ columns: BlockColumns, rowCount: Int) throws {
        times = try columns.words(.time, of: .logRecord)
        observedTimes = try columns.words(.observedTime, of: .logRecord)
        resources = try columns.words(.resource, of: .logRecord)
        scopes = try columns.words(.scope, of: .logRecord)
        severityNumbers = try columns.words(.severityNumber, of: .logRecord)
        spanIDs = try columns.words(.spanID, of: .logRecord)
        traces = try columns.traces(of: .logRecord)
        slots = try BlockSlots(columns, of: .logRecord, rowCount: rowCount)
        keys = try columns.catalogue.reader.shapes(of: .logRecord).keys
        paths = [Path?](repeating: nil, count: slots.shapeCount)
    }

    /// The time of a record, or its observed time if that is unknown.
    func effectiveTime(_ row: Int) -> UInt64 { times[row] != 0 ? times[row] : observedTimes[row] }

    func key(of slot: UInt32) -> ArraySlice<UInt8> { keys[slots.slots[Int(slot)].key] }

    /// The trace of a record; nil if it has none.
    func traceID(of row: UInt32) -> TraceID? {
        let number = traces.numbers[Int(row)]
        return number < UInt64(traces.ids.count) ? traces.ids[Int(number)] : nil
    }

    mutating func path(of row: UInt32, _ view: LogView, _ wanted: WantedLabels) -> Path {
        let shape = slots.shape(of: row)
        if let known = paths[shape] { return known }
        let path = newPath(of: shape, view, wanted)
        paths[shape] = path
        return path
    }

    private func newPath(of shape: Int, _ view: LogView, _ wanted: WantedLabels) -> Path {
        var path = Path()
        let all = slots.path(of: shape)
        path.hasEventName = all.contains { slots.slots[Int($0)].field == .eventName }
        for number in all {
            let slot = slots.slots[Int(number)]
            switch slot.field {
            case .body: path.body = number
            case .overflow: path.overflow = number
            case nil:
                // The field has the name before an attribute.
                if path.hasEventName, slot.type != .composite,
                    keys[slot.key].elementsEqual(Self.eventNameKey)
                {
                    continue
                }
                guard let name = view.slotNames[Int(number)].map({ view.names[$0] }) else {
                    continue
                }
                if slot.type == .composite
                    ? wanted.hasAny(beginningWith: name) : wanted.contains(name)
                {
                    path.attributes.append(number)
                }
            case .severityText, .droppedAttributesCount, .flags:
                if isWanted(number, view, wanted) { path.fieldsBeforeIDs.append(number) }
            default: if isWanted(number, view, wanted) { path.fieldsBehindIDs.append(number) }
            }
        }
        return path
    }

    private func isWanted(_ field: UInt32, _ view: LogView, _ wanted: WantedLabels) -> Bool {
        view.slotNames[Int(field)].map { wanted.contains(view.names[$0]) } ?? false
    }
}
