package import DossierPromQL
import Synchronization

/// The metrics of several stores as those of one.
///
/// Series with the same labels are one series; of two samples at one time that of the store given
/// first counts. A store that can't be read is left out, and named by ``failures``, unless all fail.
package final class StoreUnion: SampleSource {
    private let sources: [StoreSamples]
    private let failed = Mutex<[Int: String]>([:])

    /// Two stores at least.
    package init(_ sources: [StoreSamples]) {
        self.sources = sources
    }

    /// What went wrong, by the number of the store.
    package var failures: [Int: String] { failed.withLock { $0 } }

    package func select(_ selection: SampleSelection) throws -> [SampleSeries] {
        var selection = selection
        // Sums of one store are not samples that another could take the place of.
        selection.summing = nil
        return SampleColumns.merged(try each { try $0.select(selection) }.flatMap { $0 })
    }

    package func labelNames(matching matchers: [SeriesMatcher]) throws -> [[UInt8]] {
        try each { try $0.labelNames(matching: matchers) }.flatMap { $0 }.sortedByBytes()
    }

    package func labelValues(
        of name: [UInt8],
        matching matchers: [SeriesMatcher]
    ) throws -> [[UInt8]] {
        try each { try $0.labelValues(of: name, matching: matchers) }.flatMap { $0 }
            .sortedByBytes()
    }

    private func each<Result>(_ body: (StoreSamples) throws -> Result) throws -> [Result] {
        var results: [Result] = []
        var firstFailure: (any Error)?
        for (number, source) in sources.enumerated() {
            do {
                results.append(try body(source))
            } catch let error as QueryLimitError {
                throw error
            } catch let error as CancellationError {
                throw error
            } catch {
                firstFailure = firstFailure ?? error
                failed.withLock { $0[number] = String(describing: error) }
            }
        }
        if results.isEmpty, let firstFailure { throw firstFailure }
        return results
    }
}
