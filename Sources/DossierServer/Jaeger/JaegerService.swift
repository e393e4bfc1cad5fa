/// Services as Jaeger names them.
enum JaegerService {
    /// What stands for resources without `service.name`.
    static let nameless = "OTLPResourceNoServiceName"
}
