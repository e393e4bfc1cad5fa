internal import DossierColumns

/// What texts are encoded with, besides their codes.
struct TextContext {
    let strings: StringTable
    /// The ids of the texts' rows, which they may repeat.
    let rowIDs: RowIDs?
    let encoder: WordEncoder

    var effort: EncodingEffort { encoder.effort }
    var level: LZ4.Level { effort == .fast ? .fast : .high }
}
