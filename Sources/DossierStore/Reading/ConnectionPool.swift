import Synchronization

/// Connections that read one file, lent to one borrower at a time.
final class ConnectionPool: Sendable {
    let path: String
    private let identity: FileIdentity
    private let idle: Mutex<[Connection]>

    /// More than this are closed when they come back.
    private static let idleLimit = 4

    /// Opens the first connection, and with it finds out whether the file is a store.
    init(path: String) throws(StoreError) {
        let path = try resolvedPath(path)
        let connection = try StoreFile.openForReading(path: path)
        guard let identity = FileIdentity(path: path) else {
            throw StoreError(.missingFile, path: path)
        }
        self.path = path
        self.identity = identity
        idle = Mutex([connection])
    }

    /// Runs `body` in one read transaction on a connection of its own.
    func read<Result>(
        _ body: (Connection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        do throws(StoreError) {
            return try read(on: borrow(), body)
        } catch {
            // A writer was killed since the connection was opened. A new one rolls its commit back,
            // if the file can be written.
            guard error.code == .recoveryNeedsWriting else { throw error }
            idle.withLock { $0.removeAll() }
            return try read(on: borrow(), body)
        }
    }

    private func read<Result>(
        on connection: Connection,
        _ body: (Connection) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        let result = try connection.read { () throws(StoreError) in try body(connection) }
        // After an error it is closed instead, so that the next one starts afresh.
        idle.withLock { idle in
            if idle.count < Self.idleLimit { idle.append(connection) }
        }
        return result
    }

    private func borrow() throws(StoreError) -> Connection {
        if let connection = idle.withLock({ $0.popLast() }) { return connection }
        let connection = try StoreFile.openForReading(path: path)
        guard FileIdentity(path: path) == identity else {
            throw StoreError(.replacedMeanwhile, path: path)
        }
        return connection
    }
}
