/// Columns that an aggregation takes together, in the order of their first members.
struct ColumnGroups {
    struct Group {
        let labels: Labels
        /// Into the columns.
        var members: [Int] = []
    }

    private(set) var groups: [Group] = []

    init(_ columns: [ValueColumn], by key: (Labels) -> Labels) {
        var indices: [Labels: Int] = [:]
        for (index, column) in columns.enumerated() {
            let labels = key(column.labels)
            let group = indices[labels] ?? groups.count
            if group == groups.count {
                indices[labels] = group
                groups.append(Group(labels: labels))
            }
            groups[group].members.append(index)
        }
    }
}
