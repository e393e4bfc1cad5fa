internal import DossierColumns
package import DossierQuery
internal import DossierTraceQLSyntax

/// The values of a field, by row.
package indirect enum FieldColumn: Sendable {
    case values([TraceQLValue])
    case stored(ValueColumn, as: StoredMeaning)
    /// By the row of an event or link.
    case children(SpanChild, FieldColumn)
    /// The first that has a value.
    case first([FieldColumn])
    /// No row has a value.
    case absent

    /// What the words of a stored column stand for.
    package enum StoredMeaning: Sendable {
        case attribute
        /// Empty where there is none.
        case text
        case status
        case kind
        case duration
        case spanID
        /// None where it is zero.
        case parentSpanID
    }

    /// The value of a row of the column's own table.
    func value(at row: Int) -> TraceQLValue {
        switch self {
        case .values(let values): values[row]
        case .stored(let column, as: let meaning): Self.value(of: column, at: row, meaning)
        case .children, .first, .absent: .none
        }
    }

    private static func value(
        of column: ValueColumn,
        at row: Int,
        _ meaning: StoredMeaning
    ) -> TraceQLValue {
        switch meaning {
        case .attribute: return TraceQLValue(attribute: column, at: row)
        case .text:
            return column.type(at: row) == .string ? .string(column.text(at: row)) : .string([])
        case .status: return .status(TraceQLStatus(stored: column.word(at: row)))
        case .kind: return .kind(TraceQLKind(stored: column.word(at: row)))
        case .duration: return .duration(Int64(bitPattern: column.word(at: row)))
        case .spanID: return .text(SpanID(bits: column.word(at: row)).hex)
        case .parentSpanID:
            let word = column.word(at: row)
            return word == 0 ? .none : .text(SpanID(bits: word).hex)
        }
    }
}

extension TraceQLStatus {
    /// The status of OTLP's number; unknown numbers say nothing.
    init(stored number: UInt64) {
        self = number == 1 ? .ok : number == 2 ? .error : .unset
    }

    /// OTLP's number.
    var storedNumber: Int64 {
        switch self {
        case .unset: 0
        case .ok: 1
        case .error: 2
        }
    }
}

extension TraceQLKind {
    /// The kind of OTLP's number; unknown numbers say nothing.
    init(stored number: UInt64) {
        self = TraceQLKind(rawValue: Int64(truncatingIfNeeded: number)) ?? .unspecified
    }
}
