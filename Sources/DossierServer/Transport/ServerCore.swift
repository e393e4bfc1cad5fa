internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// What the connections of a server share.
final class ServerCore: Sendable {
    let admission: Admission
    let limits: ServerLimits
    let queryThreads: QueryThreads
    /// Bodies of requests, as they are sent and decoded.
    let bodies: ByteBudget
    /// Answers that wait for slow readers.
    let answers: ByteBudget
    /// Takes what exporters send, which does not wait behind queries.
    private let receiverThreads: QueryThreads
    /// Answers public routes, which wait behind neither.
    private let publicThread = QueryThreads(count: 1)
    private let accessLog: AccessLog?
    private let connectionCount = Atomic(0)

    init(_ admission: Admission, _ limits: ServerLimits, _ accessLog: AccessLog?) {
        self.admission = admission
        self.limits = limits
        self.accessLog = accessLog
        queryThreads = QueryThreads(count: limits.queryThreads)
        receiverThreads = QueryThreads(count: limits.receiverThreads)
        bodies = ByteBudget(limits.heldBodyBytes)
        answers = ByteBudget(limits.heldAnswerBytes)
    }

    func threads(for route: Route) -> QueryThreads {
        if route.isPublic { return publicThread }
        return route.readsRows ? queryThreads : receiverThreads
    }

    func stopThreads() {
        queryThreads.stop()
        receiverThreads.stop()
        publicThread.stop()
    }

    /// Counts a connection; false if there are too many.
    func addConnection() -> Bool {
        connectionCount.add(1, ordering: .relaxed).newValue <= limits.connections
    }

    func removeConnection() {
        connectionCount.subtract(1, ordering: .relaxed)
    }

    func tooLarge(_ request: AdmittedRequest) -> HTTPResponse {
        let limit = request.route.bodyLimit
        let failure = HTTPFailure(
            413,
            limit == 0
                ? "this path takes no body"
                : "the body is longer than \(limit) bytes, the limit here"
        )
        return request.refusal(failure)
    }

    func busy(_ request: AdmittedRequest) -> HTTPResponse {
        request.refusal(.tooManyBodies)
    }

    /// What every answer says.
    ///
    /// Most of it matters for pages, and for data that is opened as one.
    func addCommonFields(to headers: inout HTTPHeaders) {
        for (name, value) in Self.commonFields where !headers.contains(name: name) {
            headers.add(name: name, value: value)
        }
    }

    private static let commonFields = [
        ("Cache-Control", "no-store"),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    ]

    /// Notes the answer to a request that has been admitted.
    func log(
        _ request: AdmittedRequest,
        client: String?,
        status: Int,
        byteCount: Int,
        since start: ContinuousClock.Instant
    ) {
        guard let accessLog else { return }
        let duration = ContinuousClock.now - start
        let type = request.request.headers["content-type"].map { MediaType($0).name }
        accessLog.add(
            AccessLog.Entry(
                client: client,
                method: request.request.method.name,
                target: request.request.target,
                form: type == MediaType.form ? request.request.body : nil,
                stores: request.request.stores.stores.map(\.name),
                status: status,
                byteCount: byteCount,
                duration: duration
            )
        )
    }

    /// Notes that a request has been refused; its head is nil if it can't be read.
    func log(of head: HTTPRequestHead?, client: String?, status: Int, byteCount: Int) {
        accessLog?.add(
            AccessLog.Entry(
                client: client,
                method: head?.method.rawValue ?? "",
                target: head?.uri ?? "",
                status: status,
                byteCount: byteCount
            )
        )
    }
}
