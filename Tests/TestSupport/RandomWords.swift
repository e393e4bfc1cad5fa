/// Texts of a query language from its words, in and out of order.
package struct RandomWords: Sendable {
    private var random: SplitMix64
    private let words: [String]

    package init(_ words: [String], seed: UInt64) {
        self.words = words
        random = SplitMix64(seed: seed)
    }

    /// Up to 14 of the words, some of them without blanks between.
    package mutating func soup() -> String {
        let count = random.below(14) + 1
        let some = (0..<count).map { _ in words[random.below(words.count)] }
        return some.joined(separator: random.below(4) == 0 ? "" : " ")
    }

    /// One of some queries with one to three words put in, replaced or swapped.
    package mutating func changed(_ queries: [String]) -> String {
        var parts = queries[random.below(queries.count)].split(separator: " ").map(String.init)
        for _ in 0...random.below(3) {
            let place = random.below(parts.count)
            let word = words[random.below(words.count)]
            switch random.below(3) {
            case 0: parts[place] = word
            case 1: parts.insert(word, at: place)
            default: parts.swapAt(place, random.below(parts.count))
            }
        }
        return parts.joined(separator: " ")
    }
}
