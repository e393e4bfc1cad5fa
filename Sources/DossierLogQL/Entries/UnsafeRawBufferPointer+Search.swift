import CMemory

extension UnsafeRawBufferPointer {
    /// Where bytes are found first at `start` or behind it, in linear time.
    func firstOccurrence(of needle: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        guard !needle.isEmpty else { return start <= count ? start : nil }
        guard let base = baseAddress, let pattern = needle.baseAddress,
            start + needle.count <= count
        else { return nil }
        return memmem(base + start, count - start, pattern, needle.count).map {
            UnsafeRawPointer($0) - base
        }
    }
}
