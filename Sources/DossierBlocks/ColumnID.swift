package import DossierColumns

/// Which column of a table a chunk holds.
package enum ColumnID: Hashable, Sendable {
    case field(Field)
    /// The number of a slot in the file-wide shapes of the table.
    case slot(UInt32)
}

extension ColumnID {
    /// Slots are numbered from here on in a file; all fields are below.
    private static let firstSlot: UInt32 = 64

    /// The number of the column in a file.
    package var rawValue: UInt32 {
        switch self {
        case .field(let field): UInt32(field.rawValue)
        case .slot(let slot): Self.firstSlot + slot
        }
    }

    /// The field of a column that every row has; nil for a slot.
    var field: Field? {
        if case .field(let field) = self { field } else { nil }
    }

    /// The number of a slot; nil for a field.
    var slotNumber: UInt32? {
        if case .slot(let slot) = self { slot } else { nil }
    }

    /// Nil if no column has this number.
    package init?(rawValue: UInt32) {
        if rawValue >= Self.firstSlot {
            self = .slot(rawValue - Self.firstSlot)
        } else if let field = Field(rawValue: UInt8(rawValue)) {
            self = .field(field)
        } else {
            return nil
        }
    }
}

extension ColumnID: CustomStringConvertible {
    package var description: String {
        switch self {
        case .field(let field): "column \(field)"
        case .slot(let slot): "slot \(slot)"
        }
    }
}
