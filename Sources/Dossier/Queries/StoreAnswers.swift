/// What several stores answer to the same question, each by itself.
package struct StoreAnswers<Answer> {
    /// The answers, with the places of the stores in the list.
    package private(set) var all: [(index: Int, answer: Answer)] = []
    /// Why other stores can't be read.
    package private(set) var failures: [(index: Int, error: DossierError)] = []

    /// Asks every store; one that can't be read does not take down the others.
    ///
    /// - Throws: What a store throws, if none can be read, or if the question is at fault.
    package init(of files: [DossierFile], _ ask: (DossierFile) throws -> Answer) throws {
        for (index, file) in files.enumerated() {
            do {
                all.append((index, try ask(file)))
            } catch let error as DossierError where error.isOfStore {
                failures.append((index, error))
            }
        }
        if all.isEmpty, let failure = failures.first { throw failure.error }
    }
}

extension DossierError {
    /// Whether the store is at fault, and not the question or its asker.
    package var isOfStore: Bool {
        switch code {
        case .cancelled, .invalidRequest, .invalidExpression, .invalidRegularExpression,
            .invalidTime, .invalidRules, .invalidConventions, .tooManySamples,
            .tooManyEvaluations, .evaluationFailed:
            false
        default: true
        }
    }
}
