/// Why a sample was not appended.
package enum MemoryStorageError: Error, Hashable, CustomStringConvertible {
    case outOfOrder(newest: Int64, appended: Int64)
    case duplicateSample(at: Int64)

    package var description: String {
        switch self {
        case .outOfOrder(let newest, let appended):
            "out of order sample at \(appended) ms: the series already has one at \(newest) ms"
        case .duplicateSample(let milliseconds):
            "duplicate sample at \(milliseconds) ms: the series has another value there"
        }
    }
}
