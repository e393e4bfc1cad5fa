/// How much is rejected together.
struct RejectionCount {
    var values = 1
    /// How many spans, log records and data points they hold, as far as is known.
    var items = 1
}

/// A part of an element or of an entry that is rejected, as positions in the window.
struct MalformedPart {
    fileprivate(set) var range: Range<Int>
    /// Why the first value in it can't be read.
    let failure: ReadFailure
    fileprivate(set) var count: RejectionCount
}

/// What is rejected of the element or entry that is read, in the order of the input.
///
/// Past a number of parts, one that follows another closely is joined to it, and past a higher one
/// every part: so millions of small parts take no more memory than the input.
struct MalformedParts {
    private static let separateLimit = 1_000
    private static let scatteredLimit = 10_000

    /// A state to go back to.
    struct Mark {
        fileprivate let partCount: Int
        fileprivate let valueCount: Int
        /// Others may be joined to it.
        fileprivate let last: MalformedPart?
    }

    private(set) var parts: [MalformedPart] = []
    /// How many parts there are, with those that were joined to others.
    private(set) var valueCount = 0

    var mark: Mark { Mark(partCount: parts.count, valueCount: valueCount, last: parts.last) }

    mutating func add(_ range: Range<Int>, _ failure: ReadFailure, itemCount: Int = 1) {
        valueCount += 1
        if parts.count >= Self.separateLimit, let last = parts.last,
            range.lowerBound >= last.range.upperBound,
            range.lowerBound - last.range.upperBound <= Rejections.gapLimit
                || parts.count >= Self.scatteredLimit
        {
            let index = parts.count - 1
            parts[index].range = last.range.lowerBound..<range.upperBound
            parts[index].count.values += 1
            parts[index].count.items += itemCount
            return
        }
        let count = RejectionCount(items: itemCount)
        parts.append(MalformedPart(range: range, failure: failure, count: count))
    }

    /// Takes back what was added since a mark.
    mutating func goBack(to mark: Mark) {
        guard valueCount != mark.valueCount else { return }
        parts.removeLast(parts.count - mark.partCount)
        valueCount = mark.valueCount
        if let last = mark.last { parts[mark.partCount - 1] = last }
    }

    mutating func removeAll() {
        parts.removeAll(keepingCapacity: true)
        valueCount = 0
    }
}
