/// The language a service is written in, as far as its telemetry shows it.
enum SimulatedLanguage: String {
    case java
    case go
    case python
    case nodejs

    var sdkVersion: String {
        switch self {
        case .java: "1.49.0"
        case .go: "1.35.0"
        case .python: "1.33.1"
        case .nodejs: "2.0.1"
        }
    }

    /// The instrumentation library that reports on a part of the service.
    func scopeName(_ scope: SimulatedScope, service: String) -> String {
        if scope == .application {
            return "shop.\(service)"
        }
        switch self {
        case .java: return "io.opentelemetry.\(scope.technology)-javaagent"
        case .go: return "go.opentelemetry.io/contrib/instrumentation/\(scope.technology)"
        case .python: return "opentelemetry.instrumentation.\(scope.technology)"
        case .nodejs: return "@opentelemetry/instrumentation-\(scope.technology)"
        }
    }

    var exceptionType: String {
        switch self {
        case .java: "java.lang.IllegalStateException"
        case .go: "*errors.errorString"
        case .python: "RuntimeError"
        case .nodejs: "Error"
        }
    }

    var timeoutType: String {
        switch self {
        case .java: "java.net.SocketTimeoutException"
        case .go: "context.deadlineExceededError"
        case .python: "requests.exceptions.ReadTimeout"
        case .nodejs: "FetchTimeoutError"
        }
    }

    /// What the runtime prints for an exception raised in a function of the service.
    func stackTrace(type: String, message: String, service: String, function: String) -> String {
        switch self {
        case .java:
            """
            \(type): \(message)
            \tat com.shop.\(service).Handler.\(function)(Handler.java:118)
            \tat com.shop.\(service).Router.dispatch(Router.java:64)
            \tat java.base/java.lang.Thread.run(Thread.java:1583)
            """
        case .go:
            """
            \(message)
            goroutine 1 [running]:
            shop/\(service).\(function)(0xc0001a2000)
            \t/src/\(service)/handler.go:118 +0x1d3
            net/http.HandlerFunc.ServeHTTP(...)
            """
        case .python:
            """
            Traceback (most recent call last):
              File "/app/\(service)/router.py", line 64, in dispatch
              File "/app/\(service)/handler.py", line 118, in \(function)
            \(type): \(message)
            """
        case .nodejs:
            """
            \(type): \(message)
                at \(function) (/app/\(service)/handler.js:118:11)
                at Router.dispatch (/app/\(service)/router.js:64:5)
            """
        }
    }
}

/// The part of a service that an instrumentation scope reports on.
enum SimulatedScope: Int, CaseIterable {
    case http
    case database
    case messaging
    case application

    /// What is instrumented, as the names of instrumentation libraries say it.
    var technology: String {
        switch self {
        case .http: "http"
        case .database: "db"
        case .messaging: "kafka"
        case .application: "shop"
        }
    }
}
