internal import DossierMetricView
internal import DossierQuery
internal import DossierStore
internal import Synchronization

/// The metrics of a store as queries see them, kept until something new is committed.
final class MetricSources: Sendable {
    private let duplicates: DuplicateCache
    private struct Held {
        let commitCount: Int64
        let view: MetricView
        var samples: [QueryOptions: StoreSamples] = [:]
    }

    private let held = Mutex<Held?>(nil)

    init(_ duplicates: DuplicateCache) {
        self.duplicates = duplicates
    }

    func view(of reader: StoreReader) throws -> MetricView {
        try held.withLock { held in
            try current(&held, reader).view
        }
    }

    func samples(_ options: QueryOptions, of reader: StoreReader) throws -> StoreSamples {
        try held.withLock { held in
            var current = try current(&held, reader)
            if let known = current.samples[options.view] { return known }
            let made = StoreSamples(current.view, options.sampleOptions)
            current.samples[options.view] = made
            held = current
            return made
        }
    }

    private func current(_ held: inout Held?, _ reader: StoreReader) throws -> Held {
        let commitCount = try reader.commitCount()
        if let held, held.commitCount == commitCount { return held }
        let view = try MetricView(reader) { [duplicates] in
            try duplicates.duplicates(in: reader)
        }
        let made = Held(commitCount: commitCount, view: view)
        held = made
        return made
    }
}
