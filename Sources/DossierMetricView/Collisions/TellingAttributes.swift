import DossierPromQL
import DossierPromQLSyntax

/// Finds few attributes that tell the members of each of several groups of resources apart.
struct TellingAttributes {
    /// Those that identify a resource come first.
    private static let preferredKeys: [[UInt8]] = [
        "service.instance.id", "k8s.pod.uid", "k8s.pod.name", "k8s.container.name",
        "container.id", "host.name", "process.pid",
    ].map { Array($0.utf8) }
    /// More keys than these are not tried in pairs.
    private static let pairedCountMax = 24

    /// By key in the order of preference, the values of the resources as numbers.
    private let columns: [(key: [UInt8], values: [Int])]
    /// Indices of resources.
    private let groups: [[Int]]

    /// `resources` are the attributes of each as texts, of which those whose key is not usable are
    /// left out.
    init(_ groups: [[Int]], of resources: [Labels], isUsable: ([UInt8]) -> Bool) {
        self.groups = groups
        var numbers: [[UInt8]: [[UInt8]: Int]] = [:]
        var values: [[UInt8]: [Int]] = [:]
        for (index, resource) in resources.enumerated() {
            for label in resource.pairs {
                let number =
                    numbers[label.name]?[label.value] ?? (numbers[label.name]?.count ?? 0) + 1
                numbers[label.name, default: [:]][label.value] = number
                // 0 stands for a resource that lacks the attribute.
                values[
                    label.name,
                    default: [Int](repeating: 0, count: resources.count)
                ][index] = number
            }
        }
        let varying = values.filter { key, values in
            isUsable(key) && values.contains { $0 != values[0] }
        }
        let preferred = Self.preferredKeys.filter { varying[$0] != nil }
        let others = Array(varying.keys).filter { !preferred.contains($0) }.sortedByBytes()
        columns = (preferred + others).map { ($0, varying[$0] ?? []) }
    }

    /// The keys that tell all members apart, or as many as can be.
    func keys() -> [[UInt8]] {
        let goal = apartCount(Array(columns.indices))
        guard goal > groups.count else { return [] }
        if let single = columns.indices.first(where: { apartCount([$0]) == goal }) {
            return [columns[single].key]
        }
        return (pair(reaching: goal) ?? several(reaching: goal)).map { columns[$0].key }
    }

    private func pair(reaching goal: Int) -> [Int]? {
        guard columns.count <= Self.pairedCountMax else { return nil }
        for first in columns.indices {
            for second in columns.indices.dropFirst(first + 1)
            where apartCount([first, second]) == goal {
                return [first, second]
            }
        }
        return nil
    }

    /// Takes what tells more apart, in order, then leaves out what is not needed.
    private func several(reaching goal: Int) -> [Int] {
        var chosen: [Int] = []
        var count = groups.count
        for index in columns.indices where count < goal {
            let more = apartCount(chosen + [index])
            if more > count {
                chosen.append(index)
                count = more
            }
        }
        for index in chosen {
            let fewer = chosen.filter { $0 != index }
            if apartCount(fewer) == goal { chosen = fewer }
        }
        return chosen
    }

    /// How many members can be told apart, in all groups together.
    private func apartCount(_ chosen: [Int]) -> Int {
        groups.reduce(0) { total, group in
            let tuples = group.map { member in chosen.map { columns[$0].values[member] } }
            return total + Set(tuples).count
        }
    }
}
