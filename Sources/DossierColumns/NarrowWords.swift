import DossierPrimitives

/// Words that take one, two, four or eight bytes each: as many as the largest needs above the
/// smallest.
package struct NarrowWords: Sendable {
    private enum Storage: Sendable {
        case constant
        case one([UInt8])
        case two([UInt16])
        case four([UInt32])
        case eight([UInt64])
    }

    package let count: Int
    private let base: UInt64
    private let storage: Storage

    package init(_ words: [UInt64]) {
        count = words.count
        var (minimum, maximum) = (UInt64.max, UInt64.min)
        for word in words {
            minimum = min(minimum, word)
            maximum = max(maximum, word)
        }
        base = words.isEmpty ? 0 : minimum
        switch words.isEmpty ? 0 : maximum - minimum {
        case 0: storage = .constant
        case ...UInt64(UInt8.max): storage = .one(Self.narrow(words, base))
        case ...UInt64(UInt16.max): storage = .two(Self.narrow(words, base))
        case ...UInt64(UInt32.max): storage = .four(Self.narrow(words, base))
        default: storage = .eight(Self.narrow(words, base))
        }
    }

    private static func narrow<Word: FixedWidthInteger>(
        _ words: [UInt64],
        _ base: UInt64
    ) -> [Word] {
        [Word](unsafeUninitializedCapacity: words.count) { target, count in
            for (index, word) in words.enumerated() {
                target[index] = Word(truncatingIfNeeded: word &- base)
            }
            count = words.count
        }
    }

    /// What the words take in memory.
    package var byteCount: Int {
        switch storage {
        case .constant: 0
        case .one(let words): words.count
        case .two(let words): words.count * 2
        case .four(let words): words.count * 4
        case .eight(let words): words.count * 8
        }
    }

    /// The word that all are, if they are the same and there is one.
    package var constant: UInt64? {
        if case .constant = storage, count > 0 { base } else { nil }
    }

    /// - Precondition: `index` is below `count`.
    package subscript(index: Int) -> UInt64 {
        switch storage {
        case .constant:
            precondition(index < count, "an index is below the count")
            return base
        case .one(let words): return UInt64(words[index]) &+ base
        case .two(let words): return UInt64(words[index]) &+ base
        case .four(let words): return UInt64(words[index]) &+ base
        case .eight(let words): return words[index] &+ base
        }
    }

    /// The words of a range of rows as they were.
    ///
    /// - Complexity: O(`rows.count`).
    package func words(_ rows: Range<Int>) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: rows.count) { target, initializedCount in
            copy(rows, into: target)
            initializedCount = rows.count
        }
    }

    /// The words of some ranges of rows, one after another.
    ///
    /// - Complexity: O(rows of the ranges).
    package func words(_ ranges: [Range<Int>]) -> [UInt64] {
        if ranges.count == 1 { return words(ranges[0]) }
        let total = ranges.reduce(0) { $0 + $1.count }
        return [UInt64](unsafeUninitializedCapacity: total) { target, initializedCount in
            for rows in ranges {
                let rest = UnsafeMutableBufferPointer(rebasing: target[initializedCount...])
                copy(rows, into: rest)
                initializedCount += rows.count
            }
        }
    }

    /// All words as they were.
    package var words: [UInt64] { words(0..<count) }

    /// Puts the words of a range of rows at the start of a buffer that has room for them.
    package func copy(_ rows: Range<Int>, into target: UnsafeMutableBufferPointer<UInt64>) {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= count && rows.count <= target.count,
            "the rows are there, and so is the room"
        )
        switch storage {
        case .constant: target[..<rows.count].update(repeating: base)
        case .one(let words): widen(words, rows, into: target)
        case .two(let words): widen(words, rows, into: target)
        case .four(let words): widen(words, rows, into: target)
        case .eight(let words): widen(words, rows, into: target)
        }
    }

    /// Puts as many words as are asked for, of which the first is at `start` and the others
    /// `distance` apart, at the start of a buffer that has room for them.
    package func copy(
        from start: Int,
        by distance: Int,
        count: Int,
        into target: UnsafeMutableBufferPointer<UInt64>
    ) {
        guard count > 0 else { return }
        precondition(
            start >= 0 && distance > 0 && start + (count - 1) * distance < self.count
                && count <= target.count,
            "the words are there, and so is the room"
        )
        switch storage {
        case .constant: target[..<count].update(repeating: base)
        case .one(let words): widen(words, start, distance, count, into: target)
        case .two(let words): widen(words, start, distance, count, into: target)
        case .four(let words): widen(words, start, distance, count, into: target)
        case .eight(let words): widen(words, start, distance, count, into: target)
        }
    }

    private func widen<Word: FixedWidthInteger>(
        _ words: [Word],
        _ start: Int,
        _ distance: Int,
        _ count: Int,
        into target: UnsafeMutableBufferPointer<UInt64>
    ) {
        words.withUnsafeBufferPointer { words in
            var place = start
            for index in 0..<count {
                target[index] = UInt64(truncatingIfNeeded: words[place]) &+ base
                place &+= distance
            }
        }
    }

    private func widen<Word: FixedWidthInteger>(
        _ words: [Word],
        _ rows: Range<Int>,
        into target: UnsafeMutableBufferPointer<UInt64>
    ) {
        words.withUnsafeBufferPointer { words in
            let start = rows.lowerBound
            for index in 0..<rows.count {
                target[index] = UInt64(truncatingIfNeeded: words[start &+ index]) &+ base
            }
        }
    }

    /// The first index whose word is not below `word`; the words have to be ascending.
    ///
    /// - Complexity: O(log `count`).
    package func firstIndex(notBelow word: UInt64) -> Int {
        firstIndex(notBelow: word, in: 0..<count)
    }

    /// The same within a range of rows; its end if all are below.
    package func firstIndex(notBelow word: UInt64, in rows: Range<Int>) -> Int {
        rows.partitioningIndex { self[$0] >= word }
    }
}
