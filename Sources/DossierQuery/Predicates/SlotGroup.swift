import DossierBlocks
package import DossierColumns
package import DossierStore
import Synchronization

/// The slots of a table that hold one field, or the attribute of one key.
struct SlotGroup: Sendable {
    let table: Table
    /// By number; an attribute has one for each type, and more where rows repeat the key.
    let numbers: [UInt32]
    /// The slot of attributes that got no slot of their own; nil for a field.
    let overflow: UInt32?
    /// The key of the attribute; empty for a field.
    let key: [UInt8]

    /// The slots of a field.
    init(_ field: Field, of table: Table, in shapes: ShapeTree) {
        self.table = table
        numbers = shapes.slots.indices.filter { shapes.slots[$0].field == field }.map { UInt32($0) }
        overflow = nil
        key = []
    }

    /// The slots of an attribute.
    init(key: [UInt8], of table: Table, in shapes: ShapeTree) {
        self.table = table
        self.key = key
        let code = shapes.keys.code(of: key)
        var numbers: [UInt32] = []
        var overflow: UInt32?
        for (number, slot) in shapes.slots.enumerated() {
            if slot.field == .overflow { overflow = UInt32(number) }
            if slot.field == nil, slot.key == code { numbers.append(UInt32(number)) }
        }
        self.numbers = numbers
        self.overflow = overflow
    }

    /// Whether no row can have it.
    var isEmpty: Bool { numbers.isEmpty && overflow == nil }

    /// For each shape of a block which of the slots gives the value, as an index into `numbers`: the
    /// last one; nil if there is none.
    func winners(in slotRows: SlotRows) -> [Int?] {
        slotRows.paths.map { path in
            for number in path.reversed() {
                if let index = numbers.firstIndex(of: number) { return index }
            }
            return nil
        }
    }
}

/// What predicates need of a store besides its blocks; read once, and used by several threads.
package final class PredicateCatalogue: Sendable {
    package let reader: StoreReader
    package let resources: [MetricOrigin]
    package let scopes: [MetricOrigin]
    /// The services of resources.
    package let services: ServiceNumbers
    private let shapes: [Table: ShapeTree]
    /// Nil until they have been needed.
    private let knownResourceKeys = Mutex<[[UInt8]]?>(nil)
    private let knownScopeKeys = Mutex<[[UInt8]]?>(nil)

    /// Reads resources, scopes and shapes; blocks have to be listed before.
    package init(_ reader: StoreReader) throws {
        self.reader = reader
        let shared = try reader.sharedValues()
        resources = (0..<shared.resources.count).map {
            MetricOrigin(shared.resources[UInt32($0)])
        }
        services = ServiceNumbers(try reader.serviceNameBytes())
        scopes = (0..<shared.scopes.count).map { MetricOrigin(shared.scopes[UInt32($0)]) }
        var shapes: [Table: ShapeTree] = [:]
        for table in Table.allCases { shapes[table] = try reader.shapes(of: table) }
        self.shapes = shapes
    }

    func slots(_ field: Field, of table: Table) -> SlotGroup {
        SlotGroup(field, of: table, in: shapes[table] ?? ShapeTree())
    }

    func slots(key: [UInt8], of table: Table) -> SlotGroup {
        SlotGroup(key: key, of: table, in: shapes[table] ?? ShapeTree())
    }

    /// The keys of attributes that rows of a table have, each once.
    package func keys(of table: Table) -> [[UInt8]] {
        guard let tree = shapes[table] else { return [] }
        let codes = Set(tree.slots.filter { $0.field == nil }.map(\.key))
        return codes.sorted().map { Array(tree.keys[$0]) }
    }

    /// The types that the values of a key have in rows of a table.
    package func types(key: [UInt8], of table: Table) -> Set<ValueType> {
        guard let tree = shapes[table] else { return [] }
        return Set(slots(key: key, of: table).numbers.map { tree.slots[Int($0)].type })
    }

    /// Whether rows of a table have attributes that are no columns of their own.
    package func hasOverflow(of table: Table) -> Bool {
        !slots(.overflow, of: table).isEmpty
    }

    /// The keys of attributes that resources have, each once; listed when they are first asked for.
    package var resourceKeys: [[UInt8]] { Self.keys(of: resources, knownResourceKeys) }

    /// The keys of attributes that scopes have, each once; listed when they are first asked for.
    package var scopeKeys: [[UInt8]] { Self.keys(of: scopes, knownScopeKeys) }

    private static func keys(
        of origins: [MetricOrigin],
        _ known: borrowing Mutex<[[UInt8]]?>
    ) -> [[UInt8]] {
        known.withLock { known in
            if let known { return known }
            var seen: Set<[UInt8]> = []
            let keys = origins.flatMap(\.attributes).map(\.key).filter { seen.insert($0).inserted }
            known = keys
            return keys
        }
    }

    /// Whether any row of a table has a key.
    package func hasRows(key: String, of table: Table) -> Bool {
        !slots(key: Array(key.utf8), of: table).isEmpty
    }
}

extension MetricOrigin {
    /// The value of an attribute in the composite encoding, the last one if the key is repeated.
    func value(of key: [UInt8]) -> ArraySlice<UInt8>? {
        attributes.last { $0.key == key }?.value[...]
    }
}
