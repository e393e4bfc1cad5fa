internal import DossierColumns
import DossierPrimitives

/// Encodes and decodes columns of trace ids.
///
/// The distinct ids in order of first use, then a code for each row as a stream: 0 for no trace,
/// else the position of the id, counted from 1. Rows are clustered by trace, so the codes are runs
/// of ascending numbers.
enum TraceColumn {
    static func encode(
        _ words: [UInt64],
        traces: TraceTable,
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        let distinct = words.withUnsafeBufferPointer { DistinctWords($0, limit: $0.count) }
        guard let distinct else { return }
        var positions: [UInt64] = []
        var ids: [UInt8] = []
        var idCount = 0
        for word in distinct.values {
            guard word != noTrace else {
                positions.append(0)
                continue
            }
            let id = traces[UInt32(truncatingIfNeeded: word)]
            ids.appendWord(id.high.byteSwapped)
            ids.appendWord(id.low.byteSwapped)
            idCount += 1
            positions.append(UInt64(idCount))
        }
        out.append(.traces)
        out.appendVarint(idCount)
        out.append(contentsOf: ids)
        var codes = distinct.codes
        WordDecoder.replaceCodes(in: &codes, by: positions)
        encoder.encode(codes, into: &out)
    }

    static func decode(
        _ reader: inout ByteReader,
        count: Int
    ) throws(BlockError) -> DecodedColumn {
        let encoding = try reader.encoding()
        guard encoding == .traces else {
            throw BlockError(.unknownEncoding(encoding.rawValue), byteOffset: reader.position - 1)
        }
        let idCount = try reader.count(limit: count)
        let bytes = try reader.take(idCount * 16)
        var codes = try WordDecoder.decode(&reader, count: count)
        try WordDecoder.checkCodes(codes, limit: idCount + 1, reader)
        var traces = TraceTable()
        var numbers = [noTrace]
        numbers.reserveCapacity(idCount + 1)
        for index in 0..<idCount {
            let high = bytes.loadUnaligned(fromByteOffset: 16 * index, as: UInt64.self)
            let low = bytes.loadUnaligned(fromByteOffset: 16 * index + 8, as: UInt64.self)
            let id = TraceID(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
            numbers.append(UInt64(traces.intern(id)))
        }
        WordDecoder.replaceCodes(in: &codes, by: numbers)
        return .traces(codes, traces)
    }
}
