import Glibc

/// A connection to a server on this machine that is kept for one request after another.
final class LoopbackClient {
    private let descriptor: Int32
    private var received: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 256 << 10)

    /// Connects; nil if nothing listens.
    init?(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// The status of the answer and the bytes of its body; nil if it is cut off.
    func get(_ target: String) -> (status: Int, byteCount: Int)? {
        let request = Array("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return nil
        }
        received.removeAll(keepingCapacity: true)
        var end: Int?
        while end == nil {
            guard receive() else { return nil }
            end = position(of: [13, 10, 13, 10], from: 0).map { $0 + 4 }
        }
        guard let end else { return nil }
        let header = String(decoding: received[..<end], as: UTF8.self).lowercased()
        let status = Int(header.dropFirst(9).prefix(3)) ?? 0
        guard let field = header.firstRange(of: "content-length: ") else {
            return readChunks(from: end).map { (status, $0) }
        }
        let length = Int(header[field.upperBound...].prefix { $0.isNumber }) ?? 0
        while received.count < end + length { guard receive() else { return nil } }
        return (status, length)
    }

    private func readChunks(from start: Int) -> Int? {
        var index = start
        var total = 0
        while true {
            var lineEnd = position(of: [13, 10], from: index)
            while lineEnd == nil {
                guard receive() else { return nil }
                lineEnd = position(of: [13, 10], from: index)
            }
            guard let lineEnd else { return nil }
            let digits = String(decoding: received[index..<lineEnd], as: UTF8.self)
            guard let size = Int(digits, radix: 16) else { return nil }
            index = lineEnd + 2 + size + 2
            while received.count < index { guard receive() else { return nil } }
            if size == 0 { return total }
            total += size
        }
    }

    private func receive() -> Bool {
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        received += chunk[..<count]
        return true
    }

    private func position(of mark: [UInt8], from start: Int) -> Int? {
        guard received.count >= start + mark.count else { return nil }
        return (start...received.count - mark.count).first { index in
            received[index] == mark[0]
                && received[index..<index + mark.count].elementsEqual(mark)
        }
    }
}
