internal import Glibc

extension HTTPServer.Address {
    /// Parses `ADDRESS:PORT`, where an IPv6 address stands in brackets; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.first == "[" {
            guard host.last == "]" else { return nil }
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    /// The host as it stands in URLs.
    package var hostText: String { host.contains(":") ? "[\(host)]" : host }

    /// As it stands in URLs.
    package var text: String { "\(hostText):\(port)" }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1
            && UInt32(bigEndian: address.s_addr) >> 24 == 127
    }

    /// Whether it stands for all addresses of this machine.
    package var isWildcard: Bool { host == "0.0.0.0" || host == "::" }
}
