internal import DossierColumns

/// An array under construction, written through a pointer without bounds checks.
///
/// The array is made at full capacity, uninitialised, and trimmed to its count at the end, so
/// nothing is copied. Invariant: `array` is uniquely referenced and not touched while `base` is in
/// use, so its elements stay where they are.
struct ArrayBuffer<Element: BitwiseCopyable & Sendable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var capacity: Int
    private var array: [Element]

    init(capacity: Int) {
        self.capacity = capacity
        (array, base) = Self.make(capacity)
    }

    /// A buffer in the memory of a uniquely referenced array, with room for as many elements.
    init(over elements: consuming [Element]) {
        capacity = elements.count
        array = consume elements
        base = Self.base(of: &array)
    }

    /// Makes room for at least `needed` elements and keeps the first `count`.
    mutating func grow(to needed: Int, keeping count: Int) {
        let newCapacity = max(needed, capacity * 2)
        let (newArray, newBase) = Self.make(newCapacity)
        newBase.update(from: base, count: count)
        array = newArray
        base = newBase
        capacity = newCapacity
    }

    /// The first `count` elements.
    ///
    /// The buffer can't be used any more. The array keeps the memory of the other elements, most of
    /// which was never touched.
    ///
    /// - Complexity: O(1).
    mutating func finish(count: Int) -> [Element] {
        var finished: [Element] = []
        swap(&finished, &array)
        capacity = 0
        finished.removeLast(finished.count - count)
        return finished
    }

    private static func make(_ capacity: Int) -> ([Element], UnsafeMutablePointer<Element>) {
        var array = [Element](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = buffer.count
        }
        let base = base(of: &array)
        preferHugePages(base, byteCount: capacity * MemoryLayout<Element>.stride)
        return (array, base)
    }

    private static func base(of array: inout [Element]) -> UnsafeMutablePointer<Element> {
        guard let base = array.withUnsafeMutableBufferPointer({ $0.baseAddress }) else {
            preconditionFailure("a buffer without capacity has no elements")
        }
        return base
    }
}
