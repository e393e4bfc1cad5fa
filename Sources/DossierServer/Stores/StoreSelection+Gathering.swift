internal import Dossier

extension StoreSelection {
    /// What each store gives, and why others could not: one damaged store does not take the others
    /// down.
    ///
    /// - Throws: The first failure if no store gives anything, and cancellation.
    func gathered<Value>(
        _ body: (DossierFile) throws -> Value
    ) throws -> (values: [Value], failures: [any Error]) {
        var values: [Value] = []
        var failures: [any Error] = []
        for file in files {
            do {
                values.append(try body(file))
            } catch let error as DossierError where error.code != .cancelled {
                failures.append(error)
            }
        }
        if values.isEmpty, let failure = failures.first { throw failure }
        return (values, unopened.map { $0.failure as any Error } + failures)
    }
}
