#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension [UInt8] {
    /// Whether this text stands before the other in byte order.
    package func precedes(_ other: [UInt8]) -> Bool {
        compare(indices, other, other.indices) < 0
    }

    /// Below, equal to or above zero as the one part stands before, is or stands behind the other.
    package func compare(_ range: Range<Int>, _ other: [UInt8], _ otherRange: Range<Int>) -> Int {
        let common = Swift.min(range.count, otherRange.count)
        let order = withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                compareBytes(
                    UnsafeRawBufferPointer(rebasing: left[range]),
                    UnsafeRawBufferPointer(rebasing: right[otherRange]),
                    common
                )
            }
        }
        return order != 0 ? order : range.count - otherRange.count
    }

    package func compare(_ range: Range<Int>, _ other: ArraySlice<UInt8>) -> Int {
        let common = Swift.min(range.count, other.count)
        let order = withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                compareBytes(UnsafeRawBufferPointer(rebasing: left[range]), right, common)
            }
        }
        return order != 0 ? order : range.count - other.count
    }

    package func equal(_ range: Range<Int>, _ other: [UInt8]) -> Bool {
        range.count == other.count && compare(range, other, other.indices) == 0
    }
}

private func compareBytes(
    _ left: UnsafeRawBufferPointer,
    _ right: UnsafeRawBufferPointer,
    _ count: Int
) -> Int {
    guard count > 0, let leftStart = left.baseAddress, let rightStart = right.baseAddress else {
        return 0
    }
    return Int(memcmp(leftStart, rightStart, count))
}
