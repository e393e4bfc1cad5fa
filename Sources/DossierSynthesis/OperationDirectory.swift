/// Where to find the operations of a system by what begins them.
struct OperationDirectory {
    private struct Key: Hashable {
        let service: String
        let entry: ServiceBlueprint.Entry
    }

    private var operations: [Key: (operation: Int, service: Int)] = [:]
    private var consumers: [String: [Int]] = [:]

    init(_ blueprints: [ServiceBlueprint]) {
        for (service, blueprint) in blueprints.enumerated() {
            for operation in blueprint.operations {
                let index = operations.count
                operations[Key(service: blueprint.name, entry: operation.entry)] = (index, service)
                if case .consumer(let topic) = operation.entry {
                    consumers[topic, default: []].append(index)
                }
            }
        }
    }

    subscript(service: String, entry: ServiceBlueprint.Entry) -> Int? {
        operations[Key(service: service, entry: entry)]?.operation
    }

    /// The action with its callees as indexes, or nil when they are not in the system.
    func resolve(
        _ action: ServiceBlueprint.Action
    ) -> (action: SimulatedSystem.Action, calleeService: Int?)? {
        switch action {
        case .call(let service, let method, let route):
            let entry = ServiceBlueprint.Entry.endpoint(method: method, route: route)
            return operations[Key(service: service, entry: entry)].map { callee in
                (.call(operation: callee.operation), callee.service)
            }
        case .publish(let topic):
            return consumers[topic].map { (.publish(consumers: $0), nil) }
        case .query:
            return (.query, nil)
        case .work:
            return (.work, nil)
        }
    }
}
