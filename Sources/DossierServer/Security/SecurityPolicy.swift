internal import DossierPrimitives

/// Who may ask, and from where.
package struct SecurityPolicy: Sendable {
    /// Names and addresses, without ports, by which the server may be called.
    package private(set) var hosts: Set<String>
    /// What clients must present; nil if anyone may ask.
    package var token: String?
    /// Origins whose pages may read answers.
    package var corsOrigins: Set<String> = []

    package init(hosts: Set<String> = [], token: String? = nil) {
        self.hosts = Set(hosts.map { $0.lowercased() }).union(["localhost", "127.0.0.1", "[::1]"])
        self.token = token
    }

    /// A token of 160 random bits.
    package static func randomToken() -> String {
        var random = SystemRandomNumberGenerator()
        let digits = Array("abcdefghijklmnopqrstuvwxyz234567")
        return String((0..<32).map { _ in digits[Int.random(in: 0..<32, using: &random)] })
    }

    /// Refuses a request that was sent to another name, as a page that rebinds DNS sends them.
    ///
    /// The address that the client has connected to is allowed: it is not a name that could be
    /// bound to another address.
    func checkHost(_ headers: HTTPFields, localAddress: String?) throws(HTTPFailure) {
        let fields = headers.values("host")
        guard fields.count == 1 else {
            throw HTTPFailure(400, "a request needs one Host field, this one has \(fields.count)")
        }
        try checkHost(fields[0], localAddress: localAddress)
    }

    func checkHost(_ host: String, localAddress: String?) throws(HTTPFailure) {
        let name = Self.name(ofHost: host)
        guard hosts.contains(name) || name == localAddress else {
            throw HTTPFailure(
                403,
                "this server does not answer for the host \(host); to allow it,"
                    + " start it with --allow-host"
            )
        }
    }

    /// The origin that sent a request, if its pages may read the answer and write.
    func allowedOrigin(_ headers: HTTPFields) -> String? {
        let origins = headers.values("origin")
        guard origins.count == 1 else { return nil }
        return corsOrigins.contains(origins[0]) || corsOrigins.contains("*") ? origins[0] : nil
    }

    /// Refuses what pages of other origins send; gives the origin if its pages may read the answer.
    ///
    /// They can only ask for what they can't read: no other origin can write, or open a WebSocket,
    /// which browsers let pages of any origin read.
    func checkOrigin(
        _ method: HTTPMethod,
        _ headers: HTTPFields
    ) throws(HTTPFailure) -> String? {
        let origins = headers.values("origin")
        guard let origin = origins.first else { return nil }
        if let allowed = allowedOrigin(headers) { return allowed }
        let isReading = (method == .get || method == .head) && headers["upgrade"] == nil
        guard isReading || origins.count == 1 && isOwn(origin, headers["host"]) else {
            throw HTTPFailure(
                403,
                "a page of another origin can't do this; to allow it, start the server with"
                    + " --cors-origin"
            )
        }
        return nil
    }

    /// Whether an origin is that of the server, or of a proxy for it that speaks HTTPS.
    private func isOwn(_ origin: String, _ host: String?) -> Bool {
        guard let host = host?.lowercased() else { return false }
        return ["http://" + host, "https://" + host].contains(origin.lowercased())
    }

    /// Refuses a request without the token.
    func checkToken(_ headers: HTTPFields) throws(HTTPFailure) {
        guard let token else { return }
        let fields = headers.values("authorization")
        let presented = fields.count == 1 ? Self.presented(fields[0]) : nil
        guard let presented, Self.areEqual(presented, Array(token.utf8)) else {
            var failure = HTTPFailure(401, "this server needs a token: Authorization: Bearer TOKEN")
            failure.headers = [("WWW-Authenticate", "Bearer")]
            throw failure
        }
    }

    /// A host without its port.
    private static func name(ofHost field: String) -> String {
        let host = field.lowercased()
        if host.first == "[", let end = host.firstIndex(of: "]") {
            let rest = host[host.index(after: end)...]
            return isPort(rest) ? String(host[...end]) : host
        }
        guard let colon = host.firstIndex(of: ":") else { return host }
        return isPort(host[colon...]) ? String(host[..<colon]) : host
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        return text.first == ":" && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The token in a field `Authorization`: that of `Bearer`, or the password of `Basic`.
    private static func presented(_ field: String) -> [UInt8]? {
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return Array(parts[1].utf8)
        case "basic":
            guard let pair = Array(parts[1].utf8).withUnsafeBytes({ decodeBase64($0) }),
                let colon = pair.firstIndex(of: UInt8(ascii: ":"))
            else { return nil }
            return Array(pair[(colon + 1)...])
        default: return nil
        }
    }

    /// Compares in a time that tells nothing of the token but its length.
    private static func areEqual(_ presented: [UInt8], _ token: [UInt8]) -> Bool {
        guard !presented.isEmpty else { return false }
        var difference = presented.count ^ token.count
        for index in token.indices {
            difference |= Int(token[index] ^ presented[index % presented.count])
        }
        return difference == 0
    }
}
