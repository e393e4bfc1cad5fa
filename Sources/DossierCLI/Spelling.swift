/// Suggestions for misspelt words.
enum Spelling {
    /// The word that needs the fewest changes, of those that need only a few; nil if none does.
    ///
    /// A word that begins with `text` counts as close.
    static func closest(to text: String, among words: some Sequence<String>) -> String? {
        let text = text.lowercased()
        let changesMax = max(1, min(3, text.count / 3))
        let distances = words.map { (word: $0, distance: changes(text, $0.lowercased())) }
        if let best = distances.min(by: { $0.distance < $1.distance }), best.distance <= changesMax
        {
            return best.word
        }
        let longer = distances.filter { text.count > 1 && $0.word.lowercased().hasPrefix(text) }
        return longer.count == 1 ? longer[0].word : nil
    }

    /// How many insertions, deletions, substitutions and swaps of neighbours make one text of
    /// another.
    ///
    /// - Complexity: O(`left.count` × `right.count`); only the first 64 characters count.
    static func changes(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.prefix(64)), Array(right.prefix(64)))
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var next = [i + 1]
            for (j, b) in right.enumerated() {
                var cost = min(next[j] + 1, row[j + 1] + 1, row[j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b {
                    cost = min(cost, before[j - 1] + 1)
                }
                next.append(cost)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
