internal import DossierRules
internal import DossierStore
internal import Synchronization

/// Rules of some files, and how they and their alerts stand at the end of the data.
///
/// ```swift
/// let rules = try RuleSet([RuleText(name: "alerts.yml", text: text)])
/// for alert in try rules.listing(over: MetricStores([file])).alerts { print(alert.labels) }
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

    private let groups: [(file: String, group: RuleGroup)]
    private let options: QueryOptions
    private let known = Mutex<Known?>(nil)

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
    /// It is kept until something is committed to a store.
    ///
    /// - Parameter stores: The metrics that the rules see.
    /// - Returns: The groups with their rules.
    /// - Throws: A ``DossierError`` if the metrics can't be read, or there would be too many
    ///   evaluations.
    public func listing(over stores: MetricStores) throws(DossierError) -> RuleListing {
        try translatingErrors {
            try known.withLock { known in
                let states = try stores.eachFile { file in
                    CommitState(path: file.path, commitCount: try file.reader.commitCount())
                }.results
                if let known, known.states == states { return known.listing }
                let made = try stores.evaluate(groups, options)
                known = Known(states: states, listing: made)
                return made
            }
        }
    }
}
