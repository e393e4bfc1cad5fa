package import DossierColumns

/// The values of one chunk, decoded.
package enum DecodedColumn: Sendable {
    /// Words that stand for themselves.
    case words([UInt64])
    /// Codes of strings.
    case strings([UInt64], StringTable)
    /// Numbers of traces, or `noTrace`.
    case traces([UInt64], TraceTable)
    /// Histograms and quantiles, not yet strings.
    case vectors(DecodedVectors)
    /// Texts that are not yet put together.
    case templates(TemplatedTexts)
    /// Texts of which some are long, and not yet put together.
    case longTexts(LongTextColumn)

    package var count: Int {
        switch self {
        case .words(let words), .strings(let words, _), .traces(let words, _): words.count
        case .vectors(let vectors): vectors.count
        case .templates(let templates): templates.count
        case .longTexts(let texts): texts.count
        }
    }

    /// Whether `words` needs the ids of the rows.
    var repeatsRowIDs: Bool {
        if case .templates(let templates) = self { templates.repeatsIDs } else { false }
    }

    /// The words of all values as codes of the given tables, to which strings and traces are added.
    ///
    /// Traces are interned. Strings are not: different codes don't mean different strings. `ids` are
    /// those of the rows that have the values, needed only by texts that repeat them; `fragments` has
    /// those of long texts.
    package func words(
        addingTo strings: inout StringTable,
        _ traces: inout TraceTable,
        ids: RowIDs? = nil,
        fragments: FragmentTable = FragmentTable()
    ) throws(BlockError) -> [UInt64] {
        switch self {
        case .words(let words):
            return words
        case .strings(let codes, let table):
            let first = UInt64(strings.append(contentsOf: table))
            return first == 0 ? codes : codes.map { $0 &+ first }
        case .traces(let numbers, let table):
            return traces.renumber(numbers, from: table)
        case .vectors(let vectors):
            return vectors.codes(addingTo: &strings)
        case .templates(let templates):
            let (bytes, lengths) = try templates.texts(0..<templates.count, ids: ids)
            let first = UInt64(strings.count)
            bytes.withUnsafeBytes { strings.append($0, lengths: lengths) }
            return (0..<UInt64(lengths.count)).map { first + $0 }
        case .longTexts(let texts):
            let rest = try texts.rest?.column.words(addingTo: &strings, &traces)
            return try texts.codes(
                of: 0..<texts.count,
                rest: rest ?? [],
                fragments: fragments,
                addingTo: &strings
            )
        }
    }
}

extension TraceTable {
    /// The numbers of another table's traces in this one, which takes those that it lacks.
    fileprivate mutating func renumber(_ numbers: [UInt64], from other: TraceTable) -> [UInt64] {
        if count == 0 {
            self = other
            return numbers
        }
        let own = other.ids.map { UInt64(intern($0)) }
        return numbers.map { $0 == noTrace ? noTrace : own[Int($0)] }
    }
}
