import DossierPrimitives

/// A system ready to be simulated: services, the instances they run as, and what each operation
/// does, with every reference resolved to an index and every constant piece of JSON rendered.
struct SimulatedSystem {
    struct Service {
        let name: String
        let instances: Range<Int>
        let operations: Range<Int>
        /// The scope of each ``SimulatedScope``.
        let scopes: [[UInt8]]
        let failure: FailureTexts
    }

    /// One process, in a pod of its own.
    struct Instance {
        let service: Int
        /// The `service.instance.id`, which is also the pod's name.
        let name: String
        /// The resource of everything the instance sends.
        let resource: [UInt8]
    }

    struct Operation {
        let service: Int
        /// The span that begins the operation.
        let template: Int
        /// The median time in nanoseconds that it takes by itself, without its steps.
        let medianLatency: UInt64
        let steps: [Step]
    }

    struct Step {
        let template: Int
        let action: Action
        let probability: Double
        let isEssential: Bool
    }

    enum Action {
        case call(operation: Int)
        case publish(consumers: [Int])
        case query
        case work
    }

    let services: [Service]
    let instances: [Instance]
    let operations: [Operation]
    let templates: [SpanTemplate]
    /// How traces begin, in ascending order of the cumulative share; the last share is one.
    let traffic: [(cumulativeShare: Double, operation: Int)]
    /// The service to break: one of a single instance, whose failures its callers do not survive.
    let faultyService: Int

    /// Sets up the system that belongs to a seed.
    init(serviceCount: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed, stream: .max)
        let blueprints = Self.blueprints(count: serviceCount, &random)
        let directory = OperationDirectory(blueprints)
        let candidates = Self.indispensableServices(blueprints)
        let faultyService = candidates[random.index(below: candidates.count)]

        var services: [Service] = []
        var instances: [Instance] = []
        var operations: [Operation] = []
        var templates: [SpanTemplate] = []
        for (index, blueprint) in blueprints.enumerated() {
            let firstInstance = instances.count
            let firstOperation = operations.count
            let instanceCount = index == faultyService ? 1 : 1 + random.index(below: 2)
            for _ in 0..<instanceCount {
                instances.append(Self.instance(of: blueprint, service: index, &random))
            }
            for (ordinal, operation) in blueprint.operations.enumerated() {
                let resolved = Self.resolved(
                    operation,
                    ordinal: ordinal,
                    of: blueprint,
                    service: index,
                    directory,
                    &templates
                )
                operations.append(resolved)
            }
            services.append(
                Service(
                    name: blueprint.name,
                    instances: firstInstance..<instances.count,
                    operations: firstOperation..<operations.count,
                    scopes: SimulatedScope.allCases.map { $0.rendered(for: blueprint) },
                    failure: FailureTexts(blueprint)
                )
            )
        }
        self.services = services
        self.instances = instances
        self.operations = operations
        self.templates = templates
        self.faultyService = faultyService
        traffic = ShopBlueprint.traffic.compactMap { share, service, entry in
            directory[service, entry].map { (share, $0) }
        }
    }
}

extension SimulatedSystem {
    /// The service that an instance belongs to.
    func service(of instance: Int) -> Service {
        services[instances[instance].service]
    }

    /// The shop's services, then as many workers as are wanted, each called from somewhere earlier.
    private static func blueprints(
        count: Int,
        _ random: inout SplitMix64
    ) -> [ServiceBlueprint] {
        var blueprints = Array(ShopBlueprint.services.prefix(count))
        for index in blueprints.count..<max(count, blueprints.count) {
            let worker = ShopBlueprint.worker(index - ShopBlueprint.services.count + 1, &random)
            let caller = random.index(below: index)
            let operation = random.index(below: blueprints[caller].operations.count)
            let call = ServiceBlueprint.Step.call(worker.name, "POST", "/tasks/{task}")
            blueprints[caller].operations[operation].steps.append(call.sometimes(0.3).optional)
            blueprints.append(worker)
        }
        return blueprints
    }

    /// The services that some operation cannot do without, in ascending order.
    private static func indispensableServices(_ blueprints: [ServiceBlueprint]) -> [Int] {
        var names: Set<String> = []
        for step in blueprints.flatMap(\.operations).flatMap(\.steps) where step.isEssential {
            if case .call(let service, _, _) = step.action {
                names.insert(service)
            }
        }
        return blueprints.indices.filter { names.contains(blueprints[$0].name) }
    }

    private static func instance(
        of blueprint: ServiceBlueprint,
        service: Int,
        _ random: inout SplitMix64
    ) -> Instance {
        let replicaSet = String(random.next() >> 24, radix: 16)
        let pod = String(random.next() >> 44, radix: 16)
        let name = "\(blueprint.name)-\(replicaSet)-\(pod)"
        var json = JSONWriter(escaping: .required)
        json.beginObject()
        json.key("attributes")
        json.beginArray()
        json.attribute("service.name", blueprint.name)
        json.attribute("service.namespace", "shop")
        json.attribute("service.version", "2.\(service % 7).\(service % 3)")
        json.attribute("service.instance.id", name)
        json.attribute("k8s.pod.name", name)
        json.attribute("k8s.namespace.name", "shop")
        json.attribute("host.name", "node-\(1 + random.below(5))")
        json.attribute("process.pid", integer: 1)
        json.attribute("telemetry.sdk.language", blueprint.language.rawValue)
        json.attribute("telemetry.sdk.name", "opentelemetry")
        json.attribute("telemetry.sdk.version", blueprint.language.sdkVersion)
        json.endArray()
        json.endObject()
        return Instance(service: service, name: name, resource: json.bytes)
    }

    private static func resolved(
        _ operation: ServiceBlueprint.Operation,
        ordinal: Int,
        of blueprint: ServiceBlueprint,
        service: Int,
        _ directory: OperationDirectory,
        _ templates: inout [SpanTemplate]
    ) -> Operation {
        templates.append(SpanTemplate(operation.entry, of: blueprint, ordinal: ordinal))
        let entryTemplate = templates.count - 1
        var steps: [Step] = []
        for step in operation.steps {
            guard let (action, calleeService) = directory.resolve(step.action) else { continue }
            templates.append(
                SpanTemplate(
                    step.action,
                    of: blueprint,
                    ordinal: ordinal,
                    calleeService: calleeService
                )
            )
            steps.append(
                Step(
                    template: templates.count - 1,
                    action: action,
                    probability: step.probability,
                    isEssential: step.isEssential
                )
            )
        }
        return Operation(
            service: service,
            template: entryTemplate,
            medianLatency: operation.medianMicroseconds * 1_000,
            steps: steps
        )
    }
}
