internal import DossierQuery
internal import DossierStore

/// A name and a kind that spans of a service have.
package struct ServiceOperation: Hashable, Sendable {
    /// The attribute `service.name` of the resource; nil if it has none.
    package let service: String?
    /// The name of the spans.
    package let name: String
    /// What the spans are in calls between services.
    package let kind: Span.Kind
}

/// How often spans of one service have parents of another.
package struct ServiceDependency: Hashable, Sendable {
    /// The service of the parents; nil for resources without one.
    package let parent: String?
    /// The service of the spans; nil for resources without one.
    package let child: String?
    /// How many spans these are.
    package let callCount: Int
}

extension DossierFile {
    /// What the services of the store do, by service, name and kind.
    ///
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(spans), once for each state of the file.
    package func serviceOperations() throws(DossierError) -> [ServiceOperation] {
        try translatingErrors {
            try operationCache.value(in: reader) {
                try SpanOperation.all(in: reader)
                    .map { operation in
                        ServiceOperation(
                            service: operation.service.map { String(decoding: $0, as: UTF8.self) },
                            name: String(decoding: operation.name, as: UTF8.self),
                            kind: Span.Kind(number: Int64(bitPattern: operation.kind))
                        )
                    }
                    .sorted { left, right in
                        (left.service ?? "", left.name, left.kind.number)
                            < (right.service ?? "", right.name, right.kind.number)
                    }
            }
        }
    }

    /// Counts the spans whose parent is of another service, by the two services.
    ///
    /// - Parameter window: When the spans start, both ends included; nil for any time.
    /// - Returns: The pairs that there are, in the order of their names.
    /// - Throws: A ``DossierError`` if the store can't be read.
    /// - Complexity: O(n log n) over the spans.
    package func serviceDependencies(
        startingIn window: ClosedRange<Timestamp>? = nil
    ) throws(DossierError) -> [ServiceDependency] {
        try translatingErrors {
            let calls = try ServiceCalls(
                startingIn: window?.storedNanoseconds,
                except: try duplicateCache.duplicates(in: reader),
                in: reader
            )
            return calls.counts
                .map { pair, count in
                    ServiceDependency(
                        parent: pair.parent.map { String(decoding: $0, as: UTF8.self) },
                        child: pair.child.map { String(decoding: $0, as: UTF8.self) },
                        callCount: count
                    )
                }
                .sorted { ($0.parent ?? "", $0.child ?? "") < ($1.parent ?? "", $1.child ?? "") }
        }
    }
}
