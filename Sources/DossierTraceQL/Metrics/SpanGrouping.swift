/// Numbers the groups of spans by the values of some fields.
///
/// Within a block spans are told apart by the numbers of their values; values are looked at once a
/// group.
struct SpanGrouping {
    /// Numbers of the values of up to five fields.
    private struct Key: Hashable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt32 = 0

        mutating func set(_ index: Int, _ number: UInt32) {
            switch index {
            case 0: first |= UInt64(number)
            case 1: first |= UInt64(number) << 32
            case 2: second |= UInt64(number)
            case 3: second |= UInt64(number) << 32
            default: third = number
            }
        }
    }

    let fields: [Int]
    /// The values of each group.
    private(set) var keys: [[TraceQLValue]] = []
    private var groups: [[TraceQLValue]: Int] = [:]
    private var spans: LoadedSpans?
    private var columns: [NumberedValues]?
    private var known: [Key: Int] = [:]
    /// The group by the combined numbers of the values, where there are few combinations; -1 for one
    /// that is not known.
    private var table: [Int] = []

    init(_ fields: [Int]) { self.fields = fields }

    /// The number of a span's group.
    mutating func number(_ span: Int, _ evaluation: SpanEvaluation) throws -> Int {
        if fields.isEmpty { return number(of: []) }
        let place = evaluation.trace.place(span)
        if spans !== place.spans {
            spans = place.spans
            columns = try Self.columns(fields, of: place.spans)
            known.removeAll()
            table = Array(repeating: -1, count: Self.combinationCount(columns ?? []) ?? 0)
        }
        guard let columns else { return number(of: try values(span, evaluation)) }
        if !table.isEmpty {
            var index = 0
            for column in columns.indices {
                index =
                    index &* columns[column].values.count
                    &+ Int(columns[column].numbers[place.row])
            }
            if table[index] < 0 { table[index] = number(of: try values(span, evaluation)) }
            return table[index]
        }
        var key = Key()
        for index in columns.indices { key.set(index, columns[index].numbers[place.row]) }
        if let group = known[key] { return group }
        let group = number(of: try values(span, evaluation))
        known[key] = group
        return group
    }

    private static let combinationCountMax = 1 << 16

    /// How many combinations of values there may be; nil if too many for a table.
    private static func combinationCount(_ columns: [NumberedValues]) -> Int? {
        var count = 1
        for column in columns {
            count *= column.values.count
            if count > combinationCountMax { return nil }
        }
        return count
    }

    /// The number of a group by its values.
    private mutating func number(of key: [TraceQLValue]) -> Int {
        if let group = groups[key] { return group }
        groups[key] = keys.count
        keys.append(key)
        return keys.count - 1
    }

    /// Arrays are like no value.
    private func values(_ span: Int, _ evaluation: SpanEvaluation) throws -> [TraceQLValue] {
        try fields.map { field in
            let value = try evaluation.value(.field(field), span)
            return value.elements == nil ? value : .none
        }
    }

    /// The columns whose numbers tell the values of the fields apart; nil if some have none.
    private static func columns(
        _ fields: [Int],
        of spans: LoadedSpans
    ) throws -> [NumberedValues]? {
        guard fields.count <= 5 else { return nil }
        var columns: [NumberedValues] = []
        for field in fields {
            guard let column = try spans.numbered(field) else { return nil }
            columns.append(column)
        }
        return columns
    }
}
