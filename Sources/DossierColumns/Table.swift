/// The tables of the store: one pipeline, and one schema value for each.
///
/// Raw values are part of the file format.
package enum Table: UInt8, CaseIterable, Sendable {
    case span = 1
    case spanEvent = 2
    case spanLink = 3
    case logRecord = 4
    case series = 5
    case dataPoint = 6
    case exemplar = 7

    /// The fields that every row has, in the order of `TableBatch.columns`.
    package var columns: [Field] {
        switch self {
        case .span: SpanColumn.fields
        case .spanEvent: [.parentRow, .time, .name, .shape]
        case .spanLink: [.parentRow, .trace, .spanID, .shape]
        case .logRecord: LogRecordColumn.fields
        case .series: [.resource, .scope, .metric, .trace, .shape]
        case .dataPoint: [.series, .startTime, .time, .shape]
        case .exemplar: [.trace, .spanID, .time, .point, .ordinal, .shape]
        }
    }

    /// The child tables, whose rows belong to rows of this table and are stored in its blocks.
    package var children: [Table] {
        self == .span ? [.spanEvent, .spanLink] : []
    }

    /// The tables that have blocks of their own.
    package static let roots: [Table] = [.span, .logRecord, .series, .dataPoint, .exemplar]

    /// The position of a field's column in `TableBatch.columns`; nil if the table has no such
    /// column.
    package func index(of field: Field) -> Int? {
        columns.firstIndex(of: field)
    }

    /// The column that orders rows in time; nil for a table without one.
    package var timeField: Field? {
        switch self {
        case .span: .startTime
        case .spanEvent, .logRecord, .dataPoint, .exemplar: .time
        case .spanLink, .series: nil
        }
    }
}

/// Positions of the span columns, for code that touches every row.
public enum SpanColumn {
    public static let trace = 0
    public static let spanID = 1
    public static let parentSpanID = 2
    public static let startTime = 3
    public static let endTime = 4
    public static let name = 5
    public static let kind = 6
    public static let statusCode = 7
    public static let resource = 8
    public static let scope = 9
    public static let shape = 10

    static let fields: [Field] = [
        .trace, .spanID, .parentSpanID, .startTime, .endTime, .name, .kind, .statusCode, .resource,
        .scope, .shape,
    ]
}

/// Positions of the log record columns, for code that touches every row.
public enum LogRecordColumn {
    public static let trace = 0
    public static let spanID = 1
    public static let time = 2
    public static let observedTime = 3
    public static let severityNumber = 4
    public static let resource = 5
    public static let scope = 6
    public static let shape = 7

    static let fields: [Field] = [
        .trace, .spanID, .time, .observedTime, .severityNumber, .resource, .scope, .shape,
    ]
}

/// Positions of the data point columns.
public enum DataPointColumn {
    public static let series = 0
    public static let startTime = 1
    public static let time = 2
    public static let shape = 3
}

/// Positions of the exemplar columns.
public enum ExemplarColumn {
    public static let trace = 0
    public static let spanID = 1
    public static let time = 2
    public static let point = 3
    public static let ordinal = 4
    public static let shape = 5
}

/// Positions of the series columns.
public enum SeriesColumn {
    public static let resource = 0
    public static let scope = 1
    public static let metric = 2
    public static let trace = 3
    public static let shape = 4
}

/// Positions of the span event columns.
public enum SpanEventColumn {
    public static let parentRow = 0
    public static let time = 1
    public static let name = 2
    public static let shape = 3
}

/// Positions of the span link columns.
public enum SpanLinkColumn {
    public static let parentRow = 0
    public static let trace = 1
    public static let spanID = 2
    public static let shape = 3
}
