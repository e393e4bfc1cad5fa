internal import CMemory
internal import Glibc

/// How the memory of a run grows and shrinks.
enum Heap {
    /// Gives large blocks back to the system as soon as they are freed.
    ///
    /// For a verb that goes through much data: blocks of many sizes would leave gaps in the heap,
    /// which then grows with the input.
    static func giveBackLargeBlocks() {
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 2 << 20)
        mallopt(M_TRIM_THRESHOLD, 32 << 20)
    }

    private static let hugePageByteCount: UInt = 2 << 20

    /// Lets the heap grow by megabytes, in huge pages where the system has them, and keep what was
    /// freed.
    ///
    /// For a verb that takes milliseconds, of which the system would spend a quarter on giving out
    /// memory page by page. The first `byteCount` bytes are in huge pages; those that are not used
    /// cost nothing. `arenaCount` is how many threads may allocate without waiting for each other;
    /// each has memory of its own, of which only the main thread's is in huge pages.
    static func growInLargeSteps(byteCount: Int = 8 << 20, arenaCount: Int32 = 1) {
        mallopt(M_ARENA_MAX, arenaCount)
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 256 << 20)
        mallopt(M_TOP_PAD, Int32(byteCount))
        // More than the heap has, so that it grows by as much as that and `byteCount`.
        guard let block = malloc(1 << 20), let end = sbrk(0) else { return }
        defer { free(block) }
        let first = UInt(bitPattern: block)
        let aligned = (first + hugePageByteCount - 1) / hugePageByteCount * hugePageByteCount
        guard let start = UnsafeMutableRawPointer(bitPattern: aligned), start < end else { return }
        madvise(start, end - start, MADV_HUGEPAGE)
    }
}
