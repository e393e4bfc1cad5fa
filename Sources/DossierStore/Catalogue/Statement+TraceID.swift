import DossierColumns

extension Statement {
    /// The trace id in a column; nil if it does not hold 16 bytes.
    func traceID(_ column: Int32) -> TraceID? {
        withBytes(column) { bytes in
            guard bytes.count == 16 else { return nil }
            return TraceID(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    func bind(_ id: TraceID, at index: Int32) {
        withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { bind(blob: $0, at: index) }
    }
}
