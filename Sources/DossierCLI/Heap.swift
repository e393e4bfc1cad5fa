internal import CMemory
internal import Glibc

/// Tunes the allocator for the verb.
enum Heap {
    /// Returns large blocks to the system as soon as they are freed.
    ///
    /// For verbs that process much data: blocks of many sizes would fragment the heap, which would
    /// then grow with the input.
    static func giveBackLargeBlocks() {
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 2 << 20)
        mallopt(M_TRIM_THRESHOLD, 32 << 20)
    }

    private static let hugePageByteCount: UInt = 2 << 20

    /// Grows the heap in megabytes, with huge pages where available, and keeps freed memory.
    ///
    /// For verbs that take milliseconds, a quarter of which would be spent on page faults. The first
    /// `byteCount` bytes are in huge pages; unused ones cost nothing. `arenaCount` is the number of
    /// threads that can allocate without contention; each has its own arena, of which only the main
    /// thread's is in huge pages.
    static func growInLargeSteps(byteCount: Int = 8 << 20, arenaCount: Int32 = 1) {
        mallopt(M_ARENA_MAX, arenaCount)
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 256 << 20)
        mallopt(M_TOP_PAD, Int32(byteCount))
        // More than the heap has, so that it grows by this and `byteCount`.
        guard let block = malloc(1 << 20), let end = sbrk(0) else { return }
        defer { free(block) }
        let first = UInt(bitPattern: block)
        let aligned = (first + hugePageByteCount - 1) / hugePageByteCount * hugePageByteCount
        guard let start = UnsafeMutableRawPointer(bitPattern: aligned), start < end else { return }
        madvise(start, end - start, MADV_HUGEPAGE)
    }
}
