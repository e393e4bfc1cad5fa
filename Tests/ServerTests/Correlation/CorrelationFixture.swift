/// Two traces with log records and metrics, as dumps.
enum CorrelationFixture {
    /// A checkout that fails at the payment.
    static let trace = "66ea073509f4c2132258542dd751ef21"
    /// A visit of the front page, a second later.
    static let short = "00000000000000000000000000000abc"

    /// Everything in one store.
    static let dump = [spans, payment, logs, metrics].joined(separator: "\n")
    /// The spans of the frontend.
    static let spans = """
        {"resourceSpans":[{"resource":{"attributes":[\(text("service.name", "frontend"))]},\
        "scopeSpans":[{"scope":{"name":"shop"},"spans":[\
        {"traceId":"\(trace)","spanId":"1111111111111111","name":"POST /checkout","kind":2,\
        "startTimeUnixNano":"1675079453000000000","endTimeUnixNano":"1675079453250000000",\
        "attributes":[\(text("http.route", "/checkout"))]},\
        {"traceId":"\(short)","spanId":"3333333333333333","name":"GET /","kind":2,\
        "startTimeUnixNano":"1675079454000000000","endTimeUnixNano":"1675079454010000000"}]}]}]}
        """
    /// The span of the payment.
    static let payment = """
        {"resourceSpans":[{"resource":{"attributes":[\(text("service.name", "payment"))]},\
        "scopeSpans":[{"spans":[{"traceId":"\(trace)","spanId":"2222222222222222",\
        "parentSpanId":"1111111111111111","name":"charge","kind":3,\
        "startTimeUnixNano":"1675079453050000000","endTimeUnixNano":"1675079453200000000",\
        "attributes":[\(text("payment.method", "card"))],"status":{"code":2}}]}]}]}
        """
    /// A record of the payment with all there is, one with a structured body, and one that names the
    /// trace in an attribute.
    static let logs = """
        {"resourceLogs":[{"resource":{"attributes":[\(text("service.name", "payment")),\
        \(text("deployment.environment.name", "production")),\(text("host.name", "h-7")),\
        \(text("k8s.namespace.name", "shop")),\(text("k8s.pod.name", "payment-5d")),\
        \(text("k8s.cluster.name", "east")),\(text("zone", "eu"))]},"scopeLogs":[{"logRecords":[\
        {"traceId":"\(trace)","spanId":"2222222222222222","timeUnixNano":"1675079453100000000",\
        "severityNumber":17,"severityText":"ERROR","body":{"stringValue":"payment declined"},\
        "attributes":[\(text("requestId", "r-17")),\(text("enduser.id", "u-4")),\
        \(text("exception.type", "Declined")),\(text("exception.message", "no funds")),\
        \(text("tenant_id", "acme")),\(text("level", "custom")),\
        {"key":"attempt","value":{"intValue":"2"}}]},\
        {"traceId":"\(trace)","observedTimeUnixNano":"1675079453120000000",\
        "severityText":"Notice","body":{"kvlistValue":{"values":[\
        {"key":"a","value":{"intValue":"1"}}]}}},\
        {"timeUnixNano":"1675079453140000000","body":{"stringValue":"gateway timeout"},\
        "attributes":[\(text("traceid", trace))]}]}]}]}
        """
    /// Requests counted by trace for the payment, and by service alone for the frontend, save those
    /// of a trace that there is not.
    static let metrics = """
        {"resourceMetrics":[{"resource":{"attributes":[\(text("service.name", "payment"))]},\
        "scopeMetrics":[{"metrics":[\(counter("mcp_requests_total", 3)),\
        \(counter("mcp_errors_total", 1)),\
        \(histogram("mcp_request_duration_seconds", labels))]}]},\
        {"resource":{"attributes":[\(text("service.name", "frontend"))]},\
        "scopeMetrics":[{"metrics":[\(histogram("http.server.request.duration", "")),\
        \(counter("mcp_requests_total", 5, otherLabels))]}]}]}
        """

    private static let labels = "\(text("trace_id", trace)),\(text("service_name", "payment"))"
    private static let otherLabels =
        "\(text("trace_id", "99999999999999999999999999999999")),\(text("service_name", "frontend"))"

    private static func text(_ key: String, _ value: String) -> String {
        #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
    }

    private static func counter(
        _ name: String,
        _ value: Int,
        _ labels: String = labels
    ) -> String {
        """
        {"name":"\(name)","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[\
        {"attributes":[\(labels)],"startTimeUnixNano":"1675079400000000000",\
        "timeUnixNano":"1675079460000000000","asInt":"\(value)"}]}}
        """
    }

    private static func histogram(_ name: String, _ labels: String) -> String {
        """
        {"name":"\(name)","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[\
        {"attributes":[\(labels)],"startTimeUnixNano":"1675079400000000000",\
        "timeUnixNano":"1675079460000000000","count":"3","sum":0.6,"explicitBounds":[0.1,1],\
        "bucketCounts":["1","2","0"]}]}}
        """
    }
}
