/// A field of an OTLP message as a column.
///
/// Raw values are part of the file format.
///
/// Fields below 32 are columns that every row of a table has. The others are stored only in the
/// rows that have them, as slots of the row's shape; so a field that is absent stays absent.
public enum Field: UInt8, CaseIterable, Sendable {
    case trace = 1
    case spanID = 2
    case parentSpanID = 3
    case startTime = 4
    case endTime = 5
    case time = 6
    case observedTime = 7
    case name = 8
    case kind = 9
    case statusCode = 10
    case severityNumber = 11
    case resource = 12
    case scope = 13
    case metric = 14
    case series = 15
    /// The row of the parent table that a span event or link belongs to, within the block.
    case parentRow = 16
    /// The data point an exemplar belongs to: its row in the file.
    case point = 17
    /// The position of an exemplar among those of its data point.
    case ordinal = 18
    case shape = 19

    /// The id as it was written, where it is not exactly 32 (or 16) hexadecimal digits.
    case traceIDText = 32
    case spanIDText = 33
    case parentSpanIDText = 34
    case traceState = 35
    case flags = 36
    case droppedAttributesCount = 37
    case droppedEventsCount = 38
    case droppedLinksCount = 39
    case statusMessage = 40
    case severityText = 41
    case eventName = 42
    /// The log record's name, a field that OTLP removed in version 0.16.
    case recordName = 43
    /// The log record's body: a slot of any `AnyValue` type.
    case body = 44
    case doubleValue = 45
    case intValue = 46
    case count = 47
    case sum = 48
    case minimum = 49
    case maximum = 50
    case bucketCounts = 51
    case explicitBounds = 52
    case scale = 53
    case zeroCount = 54
    case zeroThreshold = 55
    case positiveOffset = 56
    case positiveCounts = 57
    case negativeOffset = 58
    case negativeCounts = 59
    /// Pairs of quantile and value.
    case quantiles = 60
    /// Attributes past the limits on distinct keys and shapes, as one key-value list.
    case overflow = 61

    /// The type of the field's column; `body` has the type of its slot instead.
    public var type: ValueType {
        switch self {
        case .trace: .trace
        case .spanID, .parentSpanID: .spanID
        case .startTime, .endTime, .time, .observedTime: .time
        case .name, .traceIDText, .spanIDText, .parentSpanIDText, .traceState, .statusMessage,
            .severityText, .eventName, .recordName, .body:
            .string
        case .kind, .statusCode, .severityNumber: .enumeration
        case .resource, .scope, .metric, .series, .shape: .reference
        case .parentRow, .point, .ordinal: .row
        case .flags, .droppedAttributesCount, .droppedEventsCount, .droppedLinksCount, .intValue,
            .count, .scale, .zeroCount, .positiveOffset, .negativeOffset:
            .int
        case .doubleValue, .sum, .minimum, .maximum, .zeroThreshold: .double
        case .bucketCounts, .positiveCounts, .negativeCounts: .words
        case .explicitBounds, .quantiles: .doubles
        case .overflow: .composite
        }
    }
}
