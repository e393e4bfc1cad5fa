/// The attributes that members of a log document are taken from.
///
/// The first name that the record or its resource has is used; a name is looked for among the
/// attributes of the record before those of the resource. The names of OpenTelemetry's semantic
/// conventions come first. `docs/http.md` lists them for users.
enum LogFieldNames {
    static let service = ["service.name", "service_name", "serviceName", "service"]
    static let request = [
        "http.request.id", "request.id", "request_id", "requestId", "req.id", "req_id", "reqId",
        "x-request-id", "X-Request-ID", "correlation_id", "correlationId", "CorrelationId",
    ]
    static let user = ["user.id", "enduser.id", "user_id", "userId", "usr.id", "uid"]
    static let session = ["session.id", "session_id", "sessionId", "sid"]
    static let environment = [
        "deployment.environment.name", "deployment.environment", "service.environment",
        "environment", "env",
    ]
    static let cluster = ["k8s.cluster.name", "cluster_name", "cluster.name", "cluster"]
    static let host = ["host.name", "hostname", "host"]
    static let errorType = [
        "exception.type", "error.type", "err.type", "error.name", "exception_name",
    ]
    static let errorMessage = ["exception.message", "error.message", "err.message", "error"]
    static let stackTrace = [
        "exception.stacktrace", "error.stack_trace", "error.stack", "err.stack", "stack_trace",
        "stacktrace", "stack",
    ]
    /// The members of `kubernetes` that also have plain names.
    static let kubernetes = [
        ("namespace", ["k8s.namespace.name", "namespace_name"]),
        ("pod_name", ["k8s.pod.name", "pod_name", "pod"]),
        (
            "container_name",
            ["k8s.container.name", "container.name", "container_name", "container"]
        ),
        ("node_name", ["k8s.node.name", "node_name"]),
    ]
    /// What the keys of its other members start with.
    static let kubernetesPrefixes = ["k8s.", "kubernetes."]

    /// The members of a document, whose names attributes can't have in it.
    static let members: Set<String> = [
        "timestamp", "observed_timestamp", "level", "severity_number", "severity_text", "message",
        "event_name", "trace_id", "span_id", "service_name", "request_id", "user_id", "session_id",
        "environment", "cluster_name", "hostname", "kubernetes", "trace", "error", "mentioned_in",
        "scope", "attributes", "resource",
    ]
}
