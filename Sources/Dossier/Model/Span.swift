/// A span: one operation of a service, as part of a trace.
public struct Span: Hashable, Sendable {
    /// The id; nil if it is missing or no id.
    public let id: SpanID?
    /// The id as it was written where that is not 16 hexadecimal digits, such as `"abc"`.
    public let idText: String?
    /// The parent's id; nil for a root.
    public let parentID: SpanID?
    /// The parent's id as it was written where that is not 16 hexadecimal digits.
    public let parentIDText: String?
    /// The name of the operation.
    public let name: String
    /// What the span is in a call between services.
    public let kind: Kind
    /// Since the Unix epoch; 0 for unknown.
    package let startNanoseconds: UInt64
    /// Since the Unix epoch; 0 for unknown.
    package let endNanoseconds: UInt64
    /// How the operation ended.
    public let status: Status
    /// What the status says besides; nil if nothing.
    public let statusMessage: String?
    /// The W3C trace state that came with the trace; nil if none did.
    public let traceState: String?
    /// The attributes of the span, in their order.
    public let attributes: [Attribute]
    /// The events of the span, in their order.
    public let events: [SpanEvent]
    /// The links to other spans, in their order.
    public let links: [SpanLink]
    /// What produced the span.
    public let resource: Resource
    /// The instrumentation scope of the span.
    public let scope: Scope

    /// When it started; nil if unknown.
    public var startTime: Timestamp? { Timestamp(stored: startNanoseconds) }
    /// When it ended; nil if unknown.
    public var endTime: Timestamp? { Timestamp(stored: endNanoseconds) }
    /// From start to end; nil if one is unknown or the end is before the start.
    public var duration: Duration? { durationNanoseconds.map { .nanoseconds($0) } }
    /// Whether the status is an error.
    public var isError: Bool { status == .error }

    package var durationNanoseconds: UInt64? {
        startNanoseconds != 0 && endNanoseconds >= startNanoseconds
            ? endNanoseconds - startNanoseconds : nil
    }
}

extension Span {
    /// What a span is in a call between services.
    public enum Kind: Hashable, Sendable {
        /// Not given.
        case unspecified
        /// An operation within a service.
        case `internal`
        /// The service answers a request.
        case server
        /// The service sends a request, and waits for the answer.
        case client
        /// The service sends a message.
        case producer
        /// The service handles a message.
        case consumer
        /// A number that OpenTelemetry does not define.
        case other(Int64)

        /// The kind of OpenTelemetry's number.
        public init(number: Int64) {
            self =
                switch number {
                case 0: .unspecified
                case 1: .internal
                case 2: .server
                case 3: .client
                case 4: .producer
                case 5: .consumer
                default: .other(number)
                }
        }

        /// OpenTelemetry's number of the kind.
        public var number: Int64 {
            switch self {
            case .unspecified: 0
            case .internal: 1
            case .server: 2
            case .client: 3
            case .producer: 4
            case .consumer: 5
            case .other(let number): number
            }
        }
    }

    /// How an operation ended.
    public enum Status: Hashable, Sendable {
        /// Not given, which stands for no error.
        case unset
        /// Declared a success.
        case ok
        /// Failed.
        case error
        /// A number that OpenTelemetry does not define.
        case other(Int64)

        /// The status of OpenTelemetry's number.
        public init(number: Int64) {
            self =
                switch number {
                case 0: .unset
                case 1: .ok
                case 2: .error
                default: .other(number)
                }
        }

        /// OpenTelemetry's number of the status.
        public var number: Int64 {
            switch self {
            case .unset: 0
            case .ok: 1
            case .error: 2
            case .other(let number): number
            }
        }
    }
}
