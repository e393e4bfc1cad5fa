import DossierPrimitives

/// What a metric is called and what its data are.
struct SimulatedInstrument {
    /// The type of a metric's data.
    enum Data {
        case gauge
        case sum
        case deltaSum
        case histogram
        case exponentialHistogram
        case summary
    }

    let name: StaticString
    let description: StaticString
    let unit: StaticString
    let data: Data
    let scope: SimulatedScope
}

extension SimulatedInstrument {
    static let served = Self(
        name: "http.server.request.duration",
        description: "Duration of HTTP server requests.",
        unit: "s",
        data: .histogram,
        scope: .http
    )

    static let called = Self(
        name: "rpc.client.duration",
        description: "Duration of outbound calls, by the service called.",
        unit: "s",
        data: .exponentialHistogram,
        scope: .http
    )

    static let requests = Self(
        name: "shop.requests",
        description: "Requests served, by outcome.",
        unit: "{request}",
        data: .sum,
        scope: .application
    )

    static let processorUtilization = Self(
        name: "process.cpu.utilization",
        description: "Share of the processor time available to the process.",
        unit: "1",
        data: .gauge,
        scope: .application
    )

    static let memoryUsage = Self(
        name: "process.memory.usage",
        description: "Physical memory in use by the process.",
        unit: "By",
        data: .gauge,
        scope: .application
    )

    static let queueLength = Self(
        name: "queue.length",
        description: "Requests that wait for a thread.",
        unit: "{request}",
        data: .gauge,
        scope: .application
    )

    static let sentMessages = Self(
        name: "messaging.client.sent.messages",
        description: "Messages sent to the broker.",
        unit: "{message}",
        data: .deltaSum,
        scope: .messaging
    )

    static let checkoutDuration = Self(
        name: "shop.checkout.duration",
        description: "Duration of checkouts; quantiles of the last interval.",
        unit: "s",
        data: .summary,
        scope: .application
    )

    static let labelledRequests = Self(
        name: "mcp_requests_total",
        description: "Requests, each by its trace.",
        unit: "1",
        data: .sum,
        scope: .application
    )

    static let labelledErrors = Self(
        name: "mcp_errors_total",
        description: "Failed requests, each by its trace.",
        unit: "1",
        data: .sum,
        scope: .application
    )

    static let labelledDurations = Self(
        name: "mcp_request_duration_seconds",
        description: "Duration of requests, each by its trace.",
        unit: "s",
        data: .histogram,
        scope: .application
    )
}

extension SimulatedInstrument.Data {
    /// The member of the metric that holds the data.
    var member: StaticString {
        switch self {
        case .gauge: "gauge"
        case .sum, .deltaSum: "sum"
        case .histogram: "histogram"
        case .exponentialHistogram: "exponentialHistogram"
        case .summary: "summary"
        }
    }

    /// Writes the members that follow the data points.
    func writeKind(to json: inout JSONWriter) {
        switch self {
        case .gauge, .summary: return
        case .sum, .histogram, .exponentialHistogram:
            json.member("aggregationTemporality", integer: 2)
        case .deltaSum: json.member("aggregationTemporality", integer: 1)
        }
        guard self == .sum || self == .deltaSum else { return }
        json.key("isMonotonic")
        json.bool(true)
    }
}
