import DossierColumns

/// A block with all that can be said about it without any other.
struct CheckedBlock: Sendable {
    let block: BlockInfo
    /// Chunks that are damaged or missing.
    let errors: [StoreError]
    /// Rules of the format that its rows break; none if there are errors.
    let problems: [String]
    /// Its rows, if nothing is wrong with them and there is a catalogue.
    let rows: RowSet?

    /// Without a catalogue chunks are only checked against their checksums.
    init(_ content: EncodedContent, _ catalogue: Catalogue?) {
        block = content.block
        let damaged = content.problems()
        guard let catalogue else {
            errors = damaged.map(\.error)
            (problems, rows) = ([], nil)
            return
        }
        let (rows, errors) = content.decodeAll(except: Set(damaged.map(\.key))) {
            catalogue[shapes: $0]
        }
        self.errors = damaged.map(\.error) + errors
        let limits = ReferenceLimits(catalogue)
        problems =
            self.errors.isEmpty
            ? RowChecks(block: content.block, rows: rows, limits: limits).problems() : []
        self.rows = self.errors.isEmpty && problems.isEmpty ? rows : nil
    }
}
