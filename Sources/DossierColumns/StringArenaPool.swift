internal import Synchronization

/// Memory of texts that are encoded, for those of the batches that follow.
///
/// The system would have to clear other memory for them, and what a run takes in all would depend
/// on how many batches happen to be large at the same time.
package final class StringArenaPool: Sendable {
    private static let countMax = 4
    /// Less is not worth keeping.
    private static let byteCountMin = 1 << 20

    private let spares = Mutex<[[UInt8]]>([])

    package init() {}

    /// Takes the texts of a batch; no one else may have them any more.
    ///
    /// Memory of which little was used is left to the system: the next texts may be short as well.
    package func keep(_ bytes: consuming [UInt8]) {
        guard bytes.count >= Self.byteCountMin, bytes.count * 4 >= bytes.capacity else { return }
        // A little more than before may be used this time.
        let room = min(bytes.capacity, bytes.count + bytes.count / 8)
        bytes.append(contentsOf: repeatElement(0, count: room - bytes.count))
        var slot: [UInt8]? = consume bytes
        spares.withLock { spares in
            if spares.count < Self.countMax, let bytes = slot.take() { spares.append(bytes) }
        }
    }

    /// A buffer of at least so many bytes, with any content; nil if the pool is empty.
    package func take(byteCount: Int) -> [UInt8]? {
        spares.withLock { spares in
            spares.lastIndex { $0.count >= byteCount }.map { spares.remove(at: $0) }
        }
    }
}
