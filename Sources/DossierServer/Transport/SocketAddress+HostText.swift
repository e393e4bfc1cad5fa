internal import NIOCore

extension SocketAddress {
    /// As it stands in URLs; nil if it is not an IP address.
    var hostText: String? {
        guard let ipAddress else { return nil }
        return ipAddress.contains(":") ? "[\(ipAddress)]" : ipAddress
    }
}
