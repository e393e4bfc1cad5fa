extension Connection {
    /// How often to wait the busy time before a lock is given up: half a minute for a reader, a
    /// minute for a writer, whose commit has to wait for all readers.
    private static let readAttempts = 6
    private static let commitAttempts = 12

    /// Runs `body` in a read transaction: it sees whole commits, and always the same.
    ///
    /// Inside a transaction that writes it sees what that has written.
    func read<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        if isInTransaction { return try body() }
        try beginRead()
        do throws(StoreError) {
            let result = try body()
            resetStatements()
            try prepare("COMMIT").run()
            return result
        } catch {
            resetStatements()
            rollback()
            throw error
        }
    }

    private func beginRead() throws(StoreError) {
        var attempt = 1
        while true {
            try prepare("BEGIN").run()
            do throws(StoreError) {
                // The first statement that reads takes the lock.
                _ = try integer("PRAGMA schema_version")
                return
            } catch {
                resetStatements()
                rollback()
                guard error.code == .busy, attempt < Self.readAttempts else { throw error }
                attempt += 1
            }
        }
    }

    /// Runs `body` in a transaction that writes; on any error the file stays as it was.
    ///
    /// With `waits`, waits for other processes without a time limit. Inside another transaction that
    /// writes, it is a part of that.
    func write(
        waits: Bool,
        _ body: () throws(StoreError) -> Void
    ) throws(StoreError) {
        if isInTransaction { return try body() }
        try retryWhileBusy(attempts: waits ? .max : 1) { () throws(StoreError) in
            try execute("BEGIN IMMEDIATE")
        }
        do throws(StoreError) {
            try body()
            resetStatements()
            // Readers hold a commit up; it can be tried again until they are done.
            try retryWhileBusy(attempts: waits ? .max : Self.commitAttempts) {
                () throws(StoreError) in
                try execute("COMMIT")
            }
        } catch {
            resetStatements()
            rollback()
            throw error
        }
    }

    private func retryWhileBusy(
        attempts: Int,
        _ body: () throws(StoreError) -> Void
    ) throws(StoreError) {
        var attempt = 1
        while true {
            do throws(StoreError) {
                return try body()
            } catch {
                guard error.code == .busy, attempt < attempts else { throw error }
                attempt += 1
            }
        }
    }

    func fileByteCount() throws(StoreError) -> Int64 {
        (try integer("PRAGMA page_count") ?? 0) &* (try integer("PRAGMA page_size") ?? 0)
    }
}
