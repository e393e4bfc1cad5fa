/// Lines that were expected and lines that were found, those of both once.
struct LineDifference {
    private var lines: [(mark: String, text: String)] = []

    init(_ expected: [String], _ found: [String]) {
        let difference = found.difference(from: expected)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, element: _, associatedWith: _): removed.insert(offset)
            case .insert(let offset, element: _, associatedWith: _): inserted.insert(offset)
            }
        }
        var (left, right) = (0, 0)
        while left < expected.count || right < found.count {
            if left < expected.count, removed.contains(left) {
                lines.append(("-", expected[left]))
                left += 1
            } else if right < found.count, inserted.contains(right) {
                lines.append(("+", found[right]))
                right += 1
            } else {
                lines.append((" ", expected[left]))
                left += 1
                right += 1
            }
        }
    }

    /// `-` before what was expected only, `+` before what was found only.
    func text(indent: String) -> String {
        lines.map { "\(indent)\($0.mark) \($0.text)" }.joined(separator: "\n")
    }
}
