internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// What the connections of a server share.
final class ServerCore: Sendable {
    let admission: Admission
    let limits: ServerLimits
    let queryThreads: QueryThreads
    private let accessLog: AccessLog?
    private let heldByteCount = Atomic(0)
    private let connectionCount = Atomic(0)

    init(_ admission: Admission, _ limits: ServerLimits, _ accessLog: AccessLog?) {
        self.admission = admission
        self.limits = limits
        self.accessLog = accessLog
        queryThreads = QueryThreads(count: limits.queryThreads)
    }

    /// Counts a connection; false if there are too many.
    func addConnection() -> Bool {
        connectionCount.add(1, ordering: .relaxed).newValue <= limits.connections
    }

    func removeConnection() {
        connectionCount.subtract(1, ordering: .relaxed)
    }

    /// Counts bytes of a body that is held; false if too many are held already.
    func hold(_ byteCount: Int) -> Bool {
        guard heldByteCount.add(byteCount, ordering: .relaxed).newValue <= limits.bodyBytes else {
            release(byteCount)
            return false
        }
        return true
    }

    func release(_ byteCount: Int) {
        heldByteCount.subtract(byteCount, ordering: .relaxed)
    }

    func tooLarge(_ request: AdmittedRequest) -> HTTPResponse {
        let limit = request.route.bodyLimit
        let failure = HTTPFailure(
            413,
            limit == 0
                ? "this path takes no body"
                : "the body is longer than \(limit) bytes, the limit here"
        )
        return request.route.errors.answer(to: failure, request.request)
    }

    func busy(_ request: AdmittedRequest) -> HTTPResponse {
        var failure = HTTPFailure(503, "too many bodies are on their way; try again in a second")
        failure.headers = [("Retry-After", "1")]
        return request.route.errors.answer(to: failure, request.request)
    }

    /// What every answer says.
    func addCommonFields(to headers: inout HTTPHeaders) {
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if !headers.contains(name: "Cache-Control") {
            headers.add(name: "Cache-Control", value: "no-store")
        }
        headers.add(name: "Cross-Origin-Resource-Policy", value: "same-origin")
    }

    func log(
        _ request: AdmittedRequest,
        _ response: HTTPResponse,
        isWhole: Bool,
        _ time: Duration
    ) {
        accessLog?.add(
            method: request.request.method.name,
            target: request.request.target,
            status: isWhole ? response.status : 499,
            time: time
        )
    }

    func log(_ status: Int, _ head: HTTPRequestHead?) {
        accessLog?.add(
            method: head?.method.rawValue ?? "",
            target: head?.uri ?? "",
            status: status,
            time: .zero
        )
    }
}
