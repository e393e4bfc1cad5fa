extension Range<Int> {
    /// The first index from which on a condition holds; the upper bound if it holds for none.
    ///
    /// The condition has to be false up to some index and true after it.
    ///
    /// - Complexity: O(log `count`).
    @inlinable
    @inline(__always)
    public func partitioningIndex<Failure: Error>(
        where isReached: (Int) throws(Failure) -> Bool
    ) throws(Failure) -> Int {
        var low = lowerBound
        var high = upperBound
        while low < high {
            let middle = low &+ (high &- low) / 2
            if try isReached(middle) { high = middle } else { low = middle &+ 1 }
        }
        return low
    }
}
