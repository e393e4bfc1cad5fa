internal import Dossier

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Records that are stored while the command runs.
extension LogsCommand {
    private static let defaultTail = 10
    /// Microseconds between looks at the store.
    private static let interval: UInt32 = 500_000

    /// Prints the last records, and then those that are stored, until the command is interrupted or
    /// its output closed.
    func follow(_ query: LogQuery, in file: DossierFile) throws {
        var query = query
        var storedCount = try file.storedLogRecordCount()
        query.storedRecords = 0..<storedCount
        query.limit = tail ?? Self.defaultTail
        query.keepsNewest = true
        try write(query, in: file, isFirst: true)
        query.limit = nil
        query.keepsNewest = false
        while true {
            usleep(Self.interval)
            let count = try file.storedLogRecordCount()
            guard count > storedCount else { continue }
            query.storedRecords = storedCount..<count
            storedCount = count
            try write(query, in: file, isFirst: false)
        }
    }

    private func write(_ query: LogQuery, in file: DossierFile, isFirst: Bool) throws {
        let output = ByteOutput.standard
        guard try isFirst || file.logRecordCount(query) > 0 else { return }
        if format == .json {
            try file.writeLogRecordsJSON(query, to: output.write)
        } else {
            let table = try file.logRecords(query).table(Terminal.layout, attributes: attributes)
            try table.write(Terminal.layout, hasTitles: isFirst, to: output.line)
        }
        try output.flush()
    }
}
