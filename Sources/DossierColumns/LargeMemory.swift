internal import Glibc

private let hugePageByteCount = 2 << 20

/// Asks the system to back memory with huge pages, if it is large: it is then touched for the first
/// time in steps of 2 MiB, not 4 KiB.
///
/// Does nothing if the system has none. Memory that is never touched stays free.
package func preferHugePages(_ base: UnsafeMutableRawPointer, byteCount: Int) {
    guard byteCount >= 2 * hugePageByteCount else { return }
    let start = (Int(bitPattern: base) + hugePageByteCount - 1) & ~(hugePageByteCount - 1)
    let end = (Int(bitPattern: base) + byteCount) & ~(hugePageByteCount - 1)
    guard start < end else { return }
    _ = madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
}
