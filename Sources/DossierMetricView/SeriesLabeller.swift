import DossierColumns
import DossierPromQL
import DossierQuery

/// Puts the labels of series together, but for their names.
///
/// Which label comes from where is decided once for all series that have the same attribute keys,
/// resource and scope; the rest is copying.
struct SeriesLabeller: Sendable {
    private struct PlanKey: Hashable {
        let shape: UInt64
        let resource: UInt64
        let scope: UInt64
    }

    /// Where the value of a label comes from.
    private enum Source: Sendable {
        case constant([UInt8])
        /// Attributes of the series by their indices, to be joined.
        case attributes([Int])
    }

    private typealias Plan = [(name: [UInt8], source: Source)]

    private let origins: OriginTable
    private let naming: NamingStrategy
    private let hasScopeLabels: Bool
    private var plans: [PlanKey: Plan] = [:]
    private var fields = RowFields()

    /// `areLabels` tells whether attributes are all the labels, by their names, as rules wrote them.
    init(_ origins: OriginTable, naming: NamingStrategy, areLabels: Bool) {
        self.origins = origins
        self.naming = areLabels ? .noTranslation : naming
        hasScopeLabels = !areLabels
    }

    /// The labels of a series; rows of one set cost least in ascending order.
    mutating func labels(_ row: Int, of set: RowSet) -> Labels {
        let columns = set.rows.columns
        fields.load(row, of: set.rows)
        let resource = columns[SeriesColumn.resource][row]
        let scope = columns[SeriesColumn.scope][row]
        if let overflow = fields[.overflow] {
            return labels(overflow, set, resource: resource, scope: scope)
        }
        let plan = plan(of: row, set.rows, resource: resource, scope: scope)
        var builder = LabelsBuilder(reserving: 128)
        for (name, source) in plan {
            switch source {
            case .constant(let value): builder.append(name, value)
            case .attributes(let indices): builder.append(name, value(indices, set.strings))
            }
        }
        return builder.finish()
    }

    /// The value of one label of a series, empty if it has none of this name.
    mutating func value(of name: [UInt8], _ row: Int, of set: RowSet) -> [UInt8] {
        let columns = set.rows.columns
        fields.load(row, of: set.rows)
        guard fields[.overflow] == nil else { return labels(row, of: set)[name] ?? [] }
        let plan = plan(
            of: row,
            set.rows,
            resource: columns[SeriesColumn.resource][row],
            scope: columns[SeriesColumn.scope][row]
        )
        switch plan.first(where: { $0.name == name })?.source {
        case .constant(let value): return value
        case .attributes(let indices): return value(indices, set.strings)
        case nil: return []
        }
    }

    private func scopeLabels(_ scope: UInt64) -> [Label] {
        hasScopeLabels ? origins.labels(scope: scope) : []
    }

    /// The plan of the row that is loaded.
    private mutating func plan(
        of row: Int,
        _ rows: TableBatch,
        resource: UInt64,
        scope: UInt64
    ) -> Plan {
        let shape = rows.columns[SeriesColumn.shape][row]
        let key = PlanKey(shape: shape, resource: resource, scope: scope)
        if let known = plans[key] { return known }
        let made = plan(rows.shapes, resource: resource, scope: scope)
        plans[key] = made
        return made
    }

    private func value(_ indices: [Int], _ strings: StringTable) -> [UInt8] {
        var joined: [UInt8] = []
        for (number, index) in indices.enumerated() {
            let (slot, word) = fields.attributes[index]
            let text = AttributeLabelText.text(slot.type, word, strings)
            if indices.count == 1 { return text }
            if number > 0 { joined.append(UInt8(ascii: ";")) }
            joined += text
        }
        return joined
    }

    private func plan(_ shapes: ShapeTree, resource: UInt64, scope: UInt64) -> Plan {
        var sources: [[UInt8]: Source] = [:]
        let origin = origins.labels(resource: resource)
        for label in origin.promoted { sources[label.name] = .constant(label.value) }
        var indices: [[UInt8]: [Int]] = [:]
        let keys = fields.attributes.map { Array(shapes.keys[$0.slot.key]) }
        let sorted = keys.indices.sorted { keys[$0].precedes(keys[$1]) }
        for index in sorted {
            let name = naming.labelName(keys[index])
            guard !name.isEmpty, name != LabelName.metricName else { continue }
            indices[name, default: []].append(index)
        }
        for (name, attributes) in indices { sources[name] = .attributes(attributes) }
        for label in origin.identifying + scopeLabels(scope) {
            sources[label.name] = .constant(label.value)
        }
        return sources.sorted { $0.key.precedes($1.key) }.map { ($0.key, $0.value) }
    }

    /// The labels of a series with more attributes than there are columns for.
    private func labels(
        _ overflow: UInt64,
        _ set: RowSet,
        resource: UInt64,
        scope: UInt64
    ) -> Labels {
        var pairs: [(key: [UInt8], value: [UInt8])] = fields.attributes.map { slot, word in
            (
                Array(set.rows.shapes.keys[slot.key]),
                AttributeLabelText.text(slot.type, word, set.strings)
            )
        }
        let code = UInt32(truncatingIfNeeded: overflow)
        var reader = CompositeReader(code < set.strings.count ? set.strings[code] : [])
        if case .list(let count)? = reader.next() {
            for _ in 0..<count {
                guard let key = reader.key(), let value = reader.skipValue() else { break }
                pairs.append(
                    (
                        Array(reader.bytes[key]),
                        AttributeLabelText.text(composite: reader.bytes[value])
                    )
                )
            }
        }
        let origin = origins.labels(resource: resource)
        return Labels(
            origin.promoted + AttributeLabels.joined(pairs, naming)
                + origin.identifying + scopeLabels(scope)
        )
    }
}
