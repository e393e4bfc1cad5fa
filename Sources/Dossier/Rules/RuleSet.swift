internal import DossierRules
internal import DossierStore
internal import Synchronization

/// Rules of some files, and how they and their alerts stand at the end of the data.
///
/// ```swift
/// let rules = try RuleSet([RuleText(name: "alerts.yml", text: text)])
/// for alert in try await rules.listing(over: MetricStores([file])).alerts { print(alert.labels) }
/// ```
public final class RuleSet: Sendable {
    private struct Known {
        let states: [CommitState]
        let listing: RuleListing
    }

    /// Which commits of a store a listing has seen.
    private struct CommitState: Equatable {
        let path: String
        let commitCount: Int64
    }

    private struct State {
        /// By the paths of the stores.
        var known: [[String]: Known] = [:]
        var running: Set<[String]> = []
    }

    /// What one who asks is to do.
    private enum Turn {
        case take(RuleListing)
        case evaluate
        case wait
    }

    private let groups: [(file: String, group: RuleGroup)]
    private let options: QueryOptions
    private let state = Mutex(State())

    /// Reads the rules of some files.
    ///
    /// - Parameters:
    ///   - files: The files, in the order in which groups are evaluated.
    ///   - options: How the rules see the metrics.
    /// - Throws: A ``DossierError`` with the code ``DossierError/Code/invalidRules`` for files that
    ///   are wrong.
    public init(
        _ files: [RuleText],
        options: QueryOptions = QueryOptions()
    ) throws(DossierError) {
        groups = try RuleEvaluation.groups(of: files, features: options.features)
        self.options = options
    }

    /// How the rules and their alerts stand at the end of the data, after an evaluation at each
    /// interval of their groups from its start.
    ///
    /// It is kept until something is committed to a store. Who asks for what is being evaluated waits
    /// for that, without a thread.
    ///
    /// - Parameters:
    ///   - stores: The metrics that the rules see.
    ///   - isCancelled: Asked from time to time, on any thread, whether to give up.
    /// - Returns: The groups with their rules.
    /// - Throws: A ``DossierError`` if the metrics can't be read, there would be too many evaluations,
    ///   or it was cancelled.
    public func listing(
        over stores: MetricStores,
        isCancelled: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) async throws(DossierError) -> RuleListing {
        let paths = stores.files.map(\.path)
        while !isCancelled() {
            let known: RuleListing? = try translatingErrors {
                let states = try stores.eachFile { file in
                    CommitState(path: file.path, commitCount: try file.reader.commitCount())
                }.results
                switch turn(paths, states) {
                case .take(let listing): return listing
                case .wait: return nil
                case .evaluate: break
                }
                var made: Known?
                defer { end(paths, made) }
                let listing = try stores.evaluate(groups, options, isCancelled)
                made = Known(states: states, listing: listing)
                return listing
            }
            if let known { return known }
            try? await Task.sleep(for: Self.waitTime)
        }
        throw DossierError(translating: CancellationError())
    }

    private static let waitTime = Duration.milliseconds(20)

    private func turn(_ paths: [String], _ states: [CommitState]) -> Turn {
        state.withLock { state in
            if let known = state.known[paths], known.states == states {
                return .take(known.listing)
            }
            return state.running.insert(paths).inserted ? .evaluate : .wait
        }
    }

    private func end(_ paths: [String], _ known: Known?) {
        state.withLock { state in
            state.running.remove(paths)
            if let known { state.known[paths] = known }
        }
    }
}
