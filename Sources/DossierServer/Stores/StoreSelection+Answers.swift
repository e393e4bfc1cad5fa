internal import Dossier

extension [ResourceSpans] {
    /// What several stores have of a trace; a file that was ingested into two of them is one.
    var parts: [[UInt8]] {
        var known: Set<[UInt8]> = []
        return map(\.elements).filter { known.insert($0).inserted }
    }
}

extension StoreSelection {
    /// What the stores answer to a question, each by itself.
    struct Answers<Answer> {
        /// Of the stores that can be read, with the files.
        let all: [(file: DossierFile, answer: Answer)]
        /// Why the others can't be, each with the name of the store.
        let failures: [HTTPFailure]

        /// The failures for the user of the client.
        var warnings: [String] { failures.map(\.message) }

        /// The same in one text; nil if all stores could be read.
        var missing: String? { failures.isEmpty ? nil : warnings.joined(separator: "; ") }
    }

    /// Asks every store; one that can't be read does not take down the others.
    ///
    /// - Throws: What a store throws, if none can be read, or if the question is at fault.
    func answers<Answer>(_ ask: (DossierFile) throws -> Answer) throws -> Answers<Answer> {
        let answers = try StoreAnswers(of: files, ask)
        return Answers(
            all: answers.all.map { (stores[$0.index].file, $0.answer) },
            failures: failures
                + answers.failures.map { failure(of: $0.index, $0.error) }
        )
    }

    /// Says which store can't be read, and why.
    func failure(of index: Int, _ error: DossierError) -> HTTPFailure {
        let failure = HTTPFailure(error, Cancellation())
        return HTTPFailure(
            failure.status,
            "the store \(stores[index].name) could not be read: \(failure.message)"
        )
    }
}
