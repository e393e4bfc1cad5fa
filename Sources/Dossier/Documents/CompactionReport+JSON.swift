internal import DossierPrimitives

extension CompactionReport {
    /// The document that `schema/compaction-report.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.integer("bytes_before", bytesBefore)
            json.integer("bytes_after", bytesAfter)
            json.integer("commits", commits)
            json.integer("blocks_before", blocksBefore)
            json.integer("blocks_after", blocksAfter)
            json.double("seconds", elapsed.inSeconds)
        }
        return json.takeBytes(endingLine: true)
    }
}
