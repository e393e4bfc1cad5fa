internal import NIOCore

extension SocketAddress {
    /// An IP address without the port, in the form of IPv4 where it is one; nil for other addresses.
    var addressText: String? {
        guard let ipAddress else { return nil }
        let mappedPrefix = "::ffff:"
        // RFC 4291 section 2.5.5.2: what a socket of both versions makes of IPv4.
        guard ipAddress.hasPrefix(mappedPrefix), ipAddress.contains(".") else { return ipAddress }
        return String(ipAddress.dropFirst(mappedPrefix.count))
    }

    /// As it stands in URLs; nil if it is not an IP address.
    var hostText: String? {
        addressText.map { $0.contains(":") ? "[\($0)]" : $0 }
    }
}
