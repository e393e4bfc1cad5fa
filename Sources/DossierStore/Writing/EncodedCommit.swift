import DossierColumns

/// Everything that a commit stores, encoded, so that its transaction only has to write.
struct EncodedCommit: Sendable {
    /// The number of the commit, from 1.
    let number: Int64
    var blocks: [EncodedRows] = []
    /// Fragments of long texts that the file does not have yet.
    var fragmentPacks: [StoredFragmentPack] = []
    var traces = TraceTable()
    var changes = TraceChanges(traceCount: 0)
    /// Sorted once the commit is complete.
    var mentions = MentionList()
    var rejected: [RejectedValue] = []
    var amendments: [SharedAmendment] = []

    /// A block's entry in the catalogue, and its chunks.
    struct EncodedRows: Sendable {
        var info: BlockInfo
        var chunks: [StoredChunk]
    }

    /// The rows of a table.
    func rowCount(of table: Table) -> Int {
        blocks.reduce(0) { $0 + $1.info.rowCount(of: table) }
    }

    /// The encoded bytes that it stores.
    var byteCount: Int {
        let packByteCount = fragmentPacks.reduce(0) { $0 + $1.data.count }
        return blocks.reduce(packByteCount) { sum, block in
            block.chunks.reduce(sum) { $0 + $1.data.count }
        }
    }
}
