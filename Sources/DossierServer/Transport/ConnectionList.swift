internal import NIOCore
internal import Synchronization

/// The open connections of a server.
final class ConnectionList: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) {
        channels.withLock { $0[ObjectIdentifier(channel)] = channel }
    }

    func remove(_ channel: any Channel) {
        _ = channels.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    var isEmpty: Bool { channels.withLock { $0.isEmpty } }

    func tellToStop() {
        for channel in all { channel.pipeline.fireUserInboundEventTriggered(StopEvent()) }
    }

    func closeAll() {
        for channel in all { channel.close(promise: nil) }
    }

    private var all: [any Channel] { channels.withLock { Array($0.values) } }
}
