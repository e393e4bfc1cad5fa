package import DossierColumns

/// Attributes of one key, level and type, of the rows of one table.
package struct AttributePlace: Hashable, Sendable {
    /// Whose attribute it is; raw values are in the order of lists.
    package enum Level: UInt8, Hashable, Sendable {
        case resource, scope, own
    }

    /// The table of the rows; of resources and scopes that of the rows that refer to them.
    package let table: Table
    package let level: Level
    package let key: [UInt8]
    package let type: ValueType
}

/// What the rows of a store have in an attribute.
package struct AttributeUse: Sendable {
    package let place: AttributePlace
    /// How many rows have it.
    package let rowCount: Int
    /// How many different values are known; none if values were not asked for.
    package let distinctCount: Int
    /// Whether there are more values than those that are known.
    package let hasMoreValues: Bool
    /// The most frequent of the known values with the numbers of their rows, as many as were asked
    /// for.
    package let values: [CountedValue]

    /// A value and how many rows have it.
    package struct CountedValue: Sendable {
        /// A text, bytes, or a value in the composite encoding, as the type says; empty for others.
        package let text: [UInt8]
        /// The word of a number or truth value.
        package let word: UInt64
        package let rowCount: Int
    }
}

/// Counts values, of which it keeps as many different ones as a limit says: those that came first.
struct ValueCounts: Sendable {
    private let type: ValueType
    private let limit: Int
    private(set) var rowCount = 0
    private(set) var hasMore = false
    private var texts = StringTable()
    /// By the code of the text.
    private var textCounts: [Int] = []
    private var wordCounts: [UInt64: Int] = [:]

    init(_ type: ValueType, limit: Int) {
        self.type = type
        self.limit = limit
    }

    /// Counts rows without looking at their values.
    mutating func add(rowCount count: Int) { rowCount += count }

    /// Counts rows by the codes of their texts; `counts` are by code.
    mutating func add(_ strings: StringTable, counts: [Int]) {
        for (code, count) in counts.enumerated() where count > 0 {
            rowCount += count
            strings.bytes.withUnsafeBytes { bytes in
                let range = strings.range(UInt32(truncatingIfNeeded: code))
                add(UnsafeRawBufferPointer(rebasing: bytes[range]), count)
            }
        }
    }

    private mutating func add(_ text: UnsafeRawBufferPointer, _ count: Int) {
        if texts.count >= limit {
            // Nothing is added any more; what is known goes on to be counted.
            guard let code = texts.code(of: Array(text)) else {
                hasMore = true
                return
            }
            textCounts[Int(code)] += count
            return
        }
        let code = Int(texts.intern(text))
        if code == textCounts.count { textCounts.append(0) }
        textCounts[code] += count
    }

    /// Counts rows with the same text.
    mutating func add(text: ArraySlice<UInt8>, count: Int) {
        rowCount += count
        text.withUnsafeBytes { add($0, count) }
    }

    /// Counts rows by their words.
    mutating func add(words: some Sequence<UInt64>) {
        var last: (word: UInt64, count: Int) = (0, 0)
        for word in words {
            if word == last.word {
                last.count += 1
            } else {
                add(word: last.word, count: last.count)
                last = (word, 1)
            }
        }
        add(word: last.word, count: last.count)
    }

    /// Counts rows with the same word.
    mutating func add(word: UInt64, count: Int) {
        guard count > 0 else { return }
        rowCount += count
        if wordCounts.count >= limit, wordCounts[word] == nil {
            hasMore = true
        } else {
            wordCounts[word, default: 0] += count
        }
    }

    /// Adds what was counted elsewhere.
    mutating func add(_ other: ValueCounts) {
        hasMore = hasMore || other.hasMore
        for (code, count) in other.textCounts.enumerated() {
            add(text: other.texts[UInt32(code)], count: count)
        }
        for (word, count) in other.wordCounts.sorted(by: { $0.key < $1.key }) {
            add(word: word, count: count)
        }
        // Rows whose values are not kept.
        let kept = other.textCounts.reduce(0, +) + other.wordCounts.values.reduce(0, +)
        rowCount += other.rowCount - kept
    }

    /// The result, with the most frequent values; equal ones are in the order of their bytes.
    func use(_ place: AttributePlace, valueLimit: Int) -> AttributeUse {
        var values = textCounts.indices.map { code in
            AttributeUse.CountedValue(
                text: Array(texts[UInt32(code)]),
                word: 0,
                rowCount: textCounts[code]
            )
        }
        values += wordCounts.map { word, count in
            AttributeUse.CountedValue(text: [], word: word, rowCount: count)
        }
        let distinctCount = values.count
        values.sort { left, right in
            if left.rowCount != right.rowCount { return left.rowCount > right.rowCount }
            if left.word != right.word {
                return Int64(bitPattern: left.word) < Int64(bitPattern: right.word)
            }
            return left.text.lexicographicallyPrecedes(right.text)
        }
        return AttributeUse(
            place: place,
            rowCount: rowCount,
            distinctCount: distinctCount,
            hasMoreValues: hasMore,
            values: Array(values.prefix(valueLimit))
        )
    }
}
