import DossierColumns

/// What rows refer to by number: shapes, resources, scopes, metrics and roots of traces; and how
/// many rows and blocks there are.
///
/// In memory, numbered as in the file.
struct Catalogue: Sendable {
    /// The commit up to which it is loaded; -1 before the first load.
    var commitCount: Int64 = -1
    /// How often resources or scopes had changed by then.
    var amendmentCount: Int64 = 0
    var shared = SharedValues()
    /// `service.name` of every resource.
    private(set) var serviceNames: [[UInt8]?] = []
    var roots = RootTable()
    /// The rows that the file has of each table, by the table's raw value.
    var rowCounts = [UInt64](repeating: 0, count: Table.idLimit)
    var lastBlock: UInt32 = 0

    private var shapeTrees = (0..<Table.idLimit).map { _ in ShapeTree() }

    subscript(shapes table: Table) -> ShapeTree {
        get { shapeTrees[Int(table.rawValue)] }
        _modify { yield &shapeTrees[Int(table.rawValue)] }
    }

    subscript(rowCount table: Table) -> UInt64 {
        get { rowCounts[Int(table.rawValue)] }
        set { rowCounts[Int(table.rawValue)] = newValue }
    }

    /// The number of a resource, which is added if it is new.
    mutating func intern(resource content: [UInt8]) -> UInt32 {
        let number = shared.resources.intern(content)
        if number == serviceNames.count {
            serviceNames.append(resourceAttribute("service.name", of: content[...]))
        }
        return number
    }

    /// Takes the next resource of the file.
    mutating func add(resource content: [UInt8]) -> UInt32 {
        serviceNames.append(resourceAttribute("service.name", of: content[...]))
        return shared.resources.add(content)
    }

    /// Forgets resources, scopes and metrics, so that they are reloaded.
    mutating func forgetShared() {
        shared = SharedValues()
        serviceNames = []
    }
}

extension StringTable {
    /// Adds a string as the next one, also if there is an equal one: an amendment may have made two
    /// rows of the file alike.
    mutating func add(_ string: [UInt8]) -> UInt32 {
        let next = UInt32(count)
        let code = intern(string)
        return code == next ? code : string.withUnsafeBytes { append($0) }
    }
}

extension Table {
    /// Above the raw value of every table.
    static let idLimit = 8
}

/// How much of a catalogue is in the file.
struct CatalogueCounts: Sendable {
    var resources: Int
    var scopes: Int
    var metrics: Int
    var roots: Int
    var slots: [Int]
    var shapes: [Int]

    init(_ catalogue: Catalogue) {
        resources = catalogue.shared.resources.count
        scopes = catalogue.shared.scopes.count
        metrics = catalogue.shared.metrics.count
        roots = catalogue.roots.count
        slots = (0..<Table.idLimit).map { id in
            Table(rawValue: UInt8(id)).map { catalogue[shapes: $0].slots.count } ?? 0
        }
        shapes = (0..<Table.idLimit).map { id in
            Table(rawValue: UInt8(id)).map { catalogue[shapes: $0].count } ?? 0
        }
    }
}
