/// Which metrics count requests and business operations by trace, and which attributes of spans name
/// business operations.
///
/// The default recognises OpenTelemetry's semantic conventions for HTTP, RPC and messaging, and the
/// `mcp_*` metrics; `docs/trace-statistics.md` lists them, and describes the file that
/// ``init(yaml:name:)`` reads.
public struct RequestConventions: Hashable, Sendable {
    /// Metrics that count the requests a service serves.
    public struct RequestMetrics: Hashable, Sendable {
        /// Selects the counter of requests, as PromQL does: `mcp_requests_total`.
        public var count: String
        /// Selects the counter of failed requests; nil if there is none.
        public var errors: String?
        /// The histogram of durations in seconds, without `_bucket`; nil if there is none.
        public var duration: String?
        /// The label with the service's name.
        public var serviceLabel: String

        /// Creates a family of metrics.
        public init(count: String, errors: String?, duration: String?, serviceLabel: String) {
            self.count = count
            self.errors = errors
            self.duration = duration
            self.serviceLabel = serviceLabel
        }
    }

    /// Metrics that count business operations.
    public struct OperationMetrics: Hashable, Sendable {
        /// Selects the counter of operations.
        public var count: String
        /// The histogram of durations in seconds, without `_bucket`; nil if there is none.
        public var duration: String?
        /// The label with the type of an operation.
        public var typeLabel: String
        /// The label with the tenant that an operation was for.
        public var tenantLabel: String

        /// Creates a family of metrics.
        public init(count: String, duration: String?, typeLabel: String, tenantLabel: String) {
            self.count = count
            self.duration = duration
            self.typeLabel = typeLabel
            self.tenantLabel = tenantLabel
        }
    }

    /// The label of metrics with the trace id.
    public var traceLabel = "trace_id"
    /// The first of these that counts requests of a trace and service is used.
    public var requests: [RequestMetrics] = [
        RequestMetrics(
            count: "mcp_requests_total",
            errors: "mcp_errors_total",
            duration: "mcp_request_duration_seconds",
            serviceLabel: "service_name"
        ),
        .histogram("http_server_request_duration_seconds"),
        .histogram("rpc_server_call_duration_seconds"),
        .histogram("messaging_process_duration_seconds"),
    ]
    /// The first of these that counts operations of a trace, type and tenant is used.
    public var operations: [OperationMetrics] = [
        OperationMetrics(
            count: "mcp_business_operations_total",
            duration: "mcp_operation_duration_seconds",
            typeLabel: "operation_type",
            tenantLabel: "tenant_id"
        )
    ]
    /// A span with one of these attributes, as text, is a business operation of that type.
    public var operationTypeAttributes = ["operation_type", "operation.type"]
    /// The attributes of spans that say whom an operation was for.
    public var tenantAttributes = ["tenant_id", "tenant.id"]

    /// The default.
    public init() {}
}

extension RequestConventions.RequestMetrics {
    /// A histogram of OpenTelemetry's conventions, which counts requests and has `error.type` on
    /// those that failed.
    fileprivate static func histogram(_ name: String) -> Self {
        Self(
            count: "\(name)_count",
            errors: "\(name)_count{error_type!=\"\"}",
            duration: name,
            serviceLabel: "job"
        )
    }
}
