internal import Dossier

/// A name and a kind that spans of a service have.
struct JaegerOperation: Hashable, Sendable {
    let name: String
    /// Empty for none.
    let kind: String
}

extension StoreSelection {
    /// The names of the services of all stores.
    func jaegerServices() throws -> (names: [String], failures: [HTTPFailure]) {
        let answers = try self.answers { try $0.serviceOperations() }
        let names = answers.all.flatMap(\.answer).map { $0.service ?? JaegerService.nameless }
        return (Set(names).sorted(), answers.failures)
    }

    /// What a service does, in the order of names and kinds.
    func jaegerOperations(
        of service: String
    ) throws -> (operations: [JaegerOperation], failures: [HTTPFailure]) {
        let answers = try self.answers { try $0.serviceOperations() }
        let own = answers.all.flatMap(\.answer)
            .filter { ($0.service ?? JaegerService.nameless) == service }
            .map { JaegerOperation(name: $0.name, kind: JaegerSpanKind.name($0.kind) ?? "") }
        return (Set(own).sorted { ($0.name, $0.kind) < ($1.name, $1.kind) }, answers.failures)
    }
}
