internal import DossierLogQL
internal import DossierLogQLSyntax
internal import DossierLogView

/// A stream of log records that has some in a window of time.
public struct LogStream: Hashable, Sendable {
    /// The records of a stretch of the window.
    public struct Stretch: Hashable, Sendable {
        /// How many there are.
        public internal(set) var entryCount = 0
        /// How many bytes their lines have; 0 if lines were not measured.
        public internal(set) var byteCount = 0
    }

    /// In the order of their names.
    public let labels: [SeriesLabel]
    /// In how many blocks of the stores there are records.
    public internal(set) var blockCount: Int
    /// By the number of the stretch, from 0 on; those without records are missing.
    public internal(set) var stretches: [Int: Stretch]

    /// How many records there are.
    public var entryCount: Int { stretches.values.reduce(0) { $0 + $1.entryCount } }
    /// How many bytes the lines of all of them have.
    public var byteCount: Int { stretches.values.reduce(0) { $0 + $1.byteCount } }
}

extension LogStores {
    /// The streams that selectors select and that have records in a window.
    ///
    /// - Parameters:
    ///   - selectors: Conditions on labels, of which those of one selector have to hold.
    ///   - start: The first time, in nanoseconds since the Unix epoch.
    ///   - end: Behind the last time.
    ///   - step: How long each stretch of the window is, in nanoseconds, above 0; nil for one.
    ///   - measuresLines: Whether to tell how many bytes lines have.
    /// - Returns: The streams, in the order of their labels.
    /// - Throws: A ``DossierError`` if none of the stores can be read.
    /// - Complexity: O(log records) of the blocks with such times, over times, resources and, to
    ///   measure lines, the variables of bodies.
    public func streams(
        selectedBy selectors: [LogStreamSelector],
        from start: Int64 = 0,
        to end: Int64 = .max,
        step: Int64? = nil,
        measuringLines measuresLines: Bool = false
    ) throws(DossierError) -> [LogStream] {
        var found: [[SeriesLabel]: LogStream] = [:]
        for selector in selectors {
            let lists = try fromEach { file in
                try entries(of: file).volumes(
                    of: selector.matchers,
                    from: start,
                    to: end,
                    step: step,
                    measuresLines: measuresLines
                ).map { LogStream($0) }
            }
            var own: [[SeriesLabel]: LogStream] = [:]
            for stream in lists.joined() { own[stream.labels, default: stream.empty].add(stream) }
            // A stream that several selectors select counts once.
            found.merge(own) { first, _ in first }
        }
        return found.values.sorted { left, right in
            left.labels.lexicographicallyPrecedes(right.labels) { left, right in
                (left.name, left.value) < (right.name, right.value)
            }
        }
    }
}

extension LogStream {
    fileprivate init(_ volume: StreamVolume) {
        labels = volume.labels.map { SeriesLabel(bytes: $0.name, $0.value) }
        blockCount = volume.blockCount
        stretches = volume.stretches.mapValues {
            Stretch(entryCount: $0.entryCount, byteCount: $0.byteCount)
        }
    }

    fileprivate var empty: LogStream {
        var empty = self
        empty.blockCount = 0
        empty.stretches = [:]
        return empty
    }

    /// Adds the records of the same stream in another store.
    fileprivate mutating func add(_ other: LogStream) {
        blockCount += other.blockCount
        stretches.merge(other.stretches) { left, right in
            Stretch(
                entryCount: left.entryCount + right.entryCount,
                byteCount: left.byteCount + right.byteCount
            )
        }
    }
}
