import DossierPrimitives

/// Columns of ids as references to the rows that have these ids: the parent span ids of a block.
///
/// A row's word is 0 for the id 0, 1 for an id that no row has (it is in a list of its own), else a
/// reference plus 2: the signed distance to the row, or its number.
enum RowReferences {
    private static let none: UInt64 = 0
    private static let listed: UInt64 = 1
    private static let firstReference: UInt64 = 2

    /// Encoding, number of listed ids, they in row order, references as a stream.
    static func encode(
        _ words: [UInt64],
        ids: [UInt64],
        encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        let rows = RowLookup(ids)
        var listedIDs: [UInt64] = []
        var last = (id: UInt64(0), reference: none)
        let references = words.map { id in
            // Siblings often follow each other.
            if id == last.id, last.reference != listed { return last.reference }
            let target = id == 0 ? nil : rows.row(of: id)
            last = (id, id == 0 ? none : target.map { UInt64($0) + firstReference } ?? listed)
            if last.reference == listed { listedIDs.append(id) }
            return last.reference
        }
        let start = out.count
        // A distance makes sense only between rows of the same table.
        let areSameRows = ids.count == words.count
        for encoding in areSameRows ? [Encoding.rowDistances, .rowNumbers] : [.rowNumbers] {
            if out.count > start, encoder.effort == .fast { continue }
            let stored = encoding == .rowNumbers ? references : distances(to: references)
            var bytes: [UInt8] = []
            write(stored, as: encoding, listedIDs, encoder, into: &bytes)
            keep(bytes, from: start, in: &out)
        }
        if listedIDs.count * 8 > words.count {
            var bytes: [UInt8] = []
            encoder.encode(words, into: &bytes)
            keep(bytes, from: start, in: &out)
        }
    }

    private static func distances(to references: [UInt64]) -> [UInt64] {
        references.enumerated().map { row, reference in
            guard reference >= firstReference else { return reference }
            return zigzag(UInt64(row) &- (reference - firstReference)) + firstReference
        }
    }

    /// Replaces the bytes from `start` on if there are none, or more of them.
    private static func keep(_ bytes: [UInt8], from start: Int, in out: inout [UInt8]) {
        if out.count == start || bytes.count < out.count - start {
            out.replaceSubrange(start..., with: bytes)
        }
    }

    private static func write(
        _ references: [UInt64],
        as encoding: Encoding,
        _ listedIDs: [UInt64],
        _ encoder: WordEncoder,
        into out: inout [UInt8]
    ) {
        out.append(encoding)
        out.appendVarint(listedIDs.count)
        for id in listedIDs { out.appendWord(id) }
        encoder.encode(references, into: &out)
    }

    /// Reads what follows the encoding.
    static func decode(
        _ reader: inout ByteReader,
        encoding: Encoding,
        count: Int,
        ids: [UInt64]
    ) throws(BlockError) -> [UInt64] {
        let listedCount = try reader.count(limit: count)
        let listedIDs = try reader.take(listedCount * 8)
        var words = try WordDecoder.decode(&reader, count: count)
        var nextListed = 0
        for row in words.indices {
            let word = words[row]
            if word == none { continue }
            if word == listed {
                guard nextListed < listedCount else { throw reader.error(.truncated) }
                let id = listedIDs.loadUnaligned(fromByteOffset: 8 * nextListed, as: UInt64.self)
                words[row] = UInt64(littleEndian: id)
                nextListed += 1
                continue
            }
            let reference = word - firstReference
            let target =
                encoding == .rowNumbers ? reference : UInt64(row) &- unzigzag(reference)
            guard target < UInt64(ids.count) else {
                throw reader.error(.outOfBounds(target, limit: UInt64(ids.count)))
            }
            words[row] = ids[Int(target)]
        }
        guard nextListed == listedCount else {
            throw reader.error(.trailingBytes(8 * (listedCount - nextListed)))
        }
        return words
    }
}

/// Finds a row by its id; the first of several.
private struct RowLookup {
    private let ids: [UInt64]
    private var buckets: [UInt32]

    init(_ ids: [UInt64]) {
        self.ids = ids
        var count = 64
        while count < ids.count * 2 { count *= 2 }
        buckets = [UInt32](repeating: 0, count: count)
        for (row, id) in ids.enumerated() {
            let bucket = bucket(of: id)
            if buckets[bucket] == 0 { buckets[bucket] = UInt32(truncatingIfNeeded: row + 1) }
        }
    }

    func row(of id: UInt64) -> Int? {
        let entry = Int(buckets[bucket(of: id)])
        return entry == 0 ? nil : entry - 1
    }

    /// The bucket that holds an id, or the free one where it would go.
    @inline(__always)
    private func bucket(of id: UInt64) -> Int {
        let mask = buckets.count - 1
        // Ids are random by themselves; the product is for those that are not.
        var bucket = Int(truncatingIfNeeded: (id &* 0x9e37_79b9_7f4a_7c15) &>> 32) & mask
        while buckets[bucket] != 0, ids[Int(buckets[bucket]) - 1] != id {
            bucket = (bucket + 1) & mask
        }
        return bucket
    }
}
