internal import DossierColumns

/// The kinds of rows that attributes and other values are in; raw values are part of JSON documents.
public enum RowKind: String, CaseIterable, Sendable {
    case span
    case event
    case link
    case logRecord = "log_record"
    case series
    case exemplar
}

extension RowKind {
    /// Nil for data points, whose attributes are those of their series.
    init?(_ table: Table) {
        switch table {
        case .span: self = .span
        case .spanEvent: self = .event
        case .spanLink: self = .link
        case .logRecord: self = .logRecord
        case .series: self = .series
        case .exemplar: self = .exemplar
        case .dataPoint: return nil
        }
    }

    var table: Table {
        switch self {
        case .span: .span
        case .event: .spanEvent
        case .link: .spanLink
        case .logRecord: .logRecord
        case .series: .series
        case .exemplar: .exemplar
        }
    }
}
