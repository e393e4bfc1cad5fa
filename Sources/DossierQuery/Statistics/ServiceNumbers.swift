/// The services of a store, numbered, by resource.
package struct ServiceNumbers: Sendable {
    /// By number; the first is for resources without a service.
    package let names: [[UInt8]?]
    private let numbers: [UInt32]

    /// Takes the service of each resource.
    init(_ services: [[UInt8]?]) {
        var names: [[UInt8]?] = [nil]
        var known: [[UInt8]: UInt32] = [:]
        numbers = services.map { service in
            guard let service else { return 0 }
            if let number = known[service] { return number }
            let number = UInt32(names.count)
            known[service] = number
            names.append(service)
            return number
        }
        self.names = names
    }

    /// The number of a resource's service.
    package subscript(resource: UInt64) -> UInt32 {
        resource < UInt64(numbers.count) ? numbers[Int(resource)] : 0
    }
}
