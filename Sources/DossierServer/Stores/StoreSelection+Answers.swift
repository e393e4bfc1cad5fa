internal import Dossier

extension StoreSelection {
    /// What the stores answer to a question, each by itself.
    struct Answers<Answer> {
        /// Of the stores that can be read, with the files.
        var all: [(file: DossierFile, answer: Answer)] = []
        /// What is wrong with the others; nil if there are none.
        var problem: String?
    }

    /// Asks every store; one that can't be read does not take down the others.
    ///
    /// - Throws: What a store throws, if none can be read, or if the question is wrong.
    func answers<Answer>(_ ask: (DossierFile) throws -> Answer) throws -> Answers<Answer> {
        var answers = Answers<Answer>()
        if !unopened.isEmpty {
            answers.problem = unopened.map(\.failure.message).joined(separator: "; ")
        }
        var failure: (any Error)?
        for store in stores {
            do {
                answers.all.append((store.file, try ask(store.file)))
            } catch let error as DossierError where error.isOfStore {
                failure = failure ?? error
                let message = HTTPFailure(error, Cancellation()).message
                let problem = "the store \(store.name) can't be read: \(message)"
                answers.problem = answers.problem.map { $0 + "; " + problem } ?? problem
            }
        }
        if let failure, answers.all.isEmpty { throw failure }
        return answers
    }
}

extension DossierError {
    /// Whether the store is at fault, and not the question.
    fileprivate var isOfStore: Bool {
        switch code {
        case .cancelled, .invalidExpression, .invalidRegularExpression, .invalidTime,
            .tooManySamples, .tooManyEvaluations, .evaluationFailed:
            false
        default: true
        }
    }
}
