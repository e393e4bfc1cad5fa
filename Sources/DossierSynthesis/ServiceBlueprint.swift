/// What a service is and does, before it is known which other services are there to be called.
struct ServiceBlueprint {
    let name: String
    let language: SimulatedLanguage
    /// The `db.system` behind the service, where its queries go.
    let database: String
    /// The message of the exception the service raises when a request of it fails.
    let failureMessage: String
    var operations: [Operation]

    /// One thing the service does: what begins it, and the steps it then takes, one by one.
    struct Operation {
        let entry: Entry
        /// The median of the time spent in the operation itself, the steps' not included.
        let medianMicroseconds: UInt64
        var steps: [Step]

        init(_ entry: Entry, medianMicroseconds: UInt64, _ steps: [Step]) {
            self.entry = entry
            self.medianMicroseconds = medianMicroseconds
            self.steps = steps
        }
    }

    /// What begins an operation.
    enum Entry: Hashable {
        /// A request, served in a SERVER span.
        case endpoint(method: String, route: String)
        /// A message, received in a CONSUMER span.
        case consumer(topic: String)
        /// The clock; an INTERNAL span that is the root of its trace.
        case job(String)
    }

    /// One step of an operation.
    struct Step {
        let action: Action
        /// How often the step is taken at all.
        var probability = 1.0
        /// Whether the operation fails when the step does, or goes on without its result.
        var isEssential = true

        /// The step, taken only now and then.
        func sometimes(_ probability: Double) -> Step {
            Step(action: action, probability: probability, isEssential: isEssential)
        }

        /// The step, whose failure the operation survives.
        var optional: Step {
            Step(action: action, probability: probability, isEssential: false)
        }
    }

    enum Action {
        case call(service: String, method: String, route: String)
        case query(verb: String, table: String, text: String)
        case publish(topic: String)
        case work(String)
    }
}

extension ServiceBlueprint.Operation {
    /// An endpoint.
    static func serving(
        _ method: String,
        _ route: String,
        median: UInt64,
        _ steps: [ServiceBlueprint.Step]
    ) -> Self {
        Self(.endpoint(method: method, route: route), medianMicroseconds: median, steps)
    }

    /// The receiver of a topic's messages.
    static func consuming(
        _ topic: String,
        median: UInt64,
        _ steps: [ServiceBlueprint.Step]
    ) -> Self {
        Self(.consumer(topic: topic), medianMicroseconds: median, steps)
    }

    /// A background job.
    static func running(
        _ job: String,
        median: UInt64,
        _ steps: [ServiceBlueprint.Step]
    ) -> Self {
        Self(.job(job), medianMicroseconds: median, steps)
    }
}

extension ServiceBlueprint.Step {
    static func call(_ service: String, _ method: String, _ route: String) -> Self {
        Self(action: .call(service: service, method: method, route: route))
    }

    static func query(_ verb: String, _ table: String, _ text: String) -> Self {
        Self(action: .query(verb: verb, table: table, text: text))
    }

    static func publish(_ topic: String) -> Self {
        Self(action: .publish(topic: topic))
    }

    static func work(_ name: String) -> Self {
        Self(action: .work(name))
    }
}
