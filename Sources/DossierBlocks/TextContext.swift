internal import DossierColumns

/// What texts are encoded with, besides their codes.
struct TextContext {
    let strings: StringTable
    /// The ids of the texts' rows, which they may repeat.
    let rowIDs: RowIDs?
    /// Which strings are stored as fragments; nil where none are.
    let longTexts: LongTexts?
    let encoder: WordEncoder

    /// For the texts beside long ones, which repeat no ids of their rows.
    var withoutLongTexts: TextContext {
        TextContext(strings: strings, rowIDs: nil, longTexts: nil, encoder: encoder)
    }

    var effort: EncodingEffort { encoder.effort }
    var level: LZ4.Level { effort == .fast ? .fast : .high }
}
