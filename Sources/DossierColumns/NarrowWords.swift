import DossierPrimitives

/// Words stored as differences to the smallest one, in one, two, four or eight bytes each.
package struct NarrowWords: Sendable {
    private enum Storage: Sendable {
        case constant
        case bytes1([UInt8])
        case bytes2([UInt16])
        case bytes4([UInt32])
        case bytes8([UInt64])
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
        case ...UInt64(UInt8.max): storage = .bytes1(Self.narrow(words, base))
        case ...UInt64(UInt16.max): storage = .bytes2(Self.narrow(words, base))
        case ...UInt64(UInt32.max): storage = .bytes4(Self.narrow(words, base))
        default: storage = .bytes8(Self.narrow(words, base))
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

    /// The number of bytes that the words take in memory.
    package var byteCount: Int {
        switch storage {
        case .constant: 0
        case .bytes1(let words): words.count
        case .bytes2(let words): words.count * 2
        case .bytes4(let words): words.count * 4
        case .bytes8(let words): words.count * 8
        }
    }

    /// The word that all words are equal to; nil if they differ, or if there are none.
    package var constant: UInt64? {
        if case .constant = storage, count > 0 { base } else { nil }
    }

    /// - Precondition: `index` is below `count`.
    package subscript(index: Int) -> UInt64 {
        switch storage {
        case .constant:
            precondition(index < count, "index out of bounds")
            return base
        case .bytes1(let words): return UInt64(words[index]) &+ base
        case .bytes2(let words): return UInt64(words[index]) &+ base
        case .bytes4(let words): return UInt64(words[index]) &+ base
        case .bytes8(let words): return words[index] &+ base
        }
    }

    /// The original words of a range of rows.
    ///
    /// - Complexity: O(`rows.count`).
    package func words(_ rows: Range<Int>) -> [UInt64] {
        [UInt64](unsafeUninitializedCapacity: rows.count) { target, initializedCount in
            copy(rows, into: target)
            initializedCount = rows.count
        }
    }

    /// The original words of some ranges of rows, concatenated.
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

    /// All original words.
    package var words: [UInt64] { words(0..<count) }

    /// Copies the words of a range of rows to the start of a buffer that has room for them.
    package func copy(_ rows: Range<Int>, into target: UnsafeMutableBufferPointer<UInt64>) {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= count && rows.count <= target.count,
            "rows or target out of bounds"
        )
        switch storage {
        case .constant: target[..<rows.count].update(repeating: base)
        case .bytes1(let words): widen(words, rows, into: target)
        case .bytes2(let words): widen(words, rows, into: target)
        case .bytes4(let words): widen(words, rows, into: target)
        case .bytes8(let words): widen(words, rows, into: target)
        }
    }

    /// Copies `count` words, the first at `start` and the others `distance` apart, to the start of
    /// a buffer that has room for them.
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
            "words or target out of bounds"
        )
        switch storage {
        case .constant: target[..<count].update(repeating: base)
        case .bytes1(let words): widen(words, start, distance, count, into: target)
        case .bytes2(let words): widen(words, start, distance, count, into: target)
        case .bytes4(let words): widen(words, start, distance, count, into: target)
        case .bytes8(let words): widen(words, start, distance, count, into: target)
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
            var position = start
            for index in 0..<count {
                target[index] = UInt64(truncatingIfNeeded: words[position]) &+ base
                position &+= distance
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
