package import DossierColumns

/// A place that values have in rows of a table: a field, or an attribute of some level by its key.
package struct ValuePlace: Hashable, Sendable {
    /// What of a row it is.
    package enum Element: Hashable, Sendable {
        case resourceAttribute([UInt8])
        case scopeAttribute([UInt8])
        case scopeName
        case scopeVersion
        case metricName
        /// An attribute of the row itself.
        case attribute([UInt8])
        case field(Field)
        /// What names a trace in a log record that has no trace id of its own.
        case mention
    }

    /// The table of the rows; of resources and scopes that of the rows which have them.
    package let table: Table
    package let element: Element
    /// Where in an array or a key-value list the value is; empty for the whole.
    ///
    /// These are keys with dots between them, and `[]` for a member of an array.
    package let path: [UInt8]

    package init(_ table: Table, _ element: Element, path: [UInt8] = []) {
        self.table = table
        self.element = element
        self.path = path
    }
}

/// The types of the values in a place, as a set.
package struct ValueTypes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let string = ValueTypes(rawValue: 1)
    package static let bool = ValueTypes(rawValue: 2)
    package static let int = ValueTypes(rawValue: 4)
    package static let double = ValueTypes(rawValue: 8)
    package static let bytes = ValueTypes(rawValue: 16)
    /// An id of a trace or span.
    package static let id = ValueTypes(rawValue: 32)

    package init(_ type: ValueType) {
        self =
            switch type {
            case .bool: .bool
            case .int, .enumeration: .int
            case .double: .double
            case .bytes: .bytes
            case .trace, .spanID: .id
            default: .string
            }
    }
}
