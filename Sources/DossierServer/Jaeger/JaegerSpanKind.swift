internal import Dossier

/// Kinds of spans as Jaeger names them.
enum JaegerSpanKind {
    /// Nil for none.
    static func name(_ kind: Span.Kind) -> String? {
        switch kind {
        case .internal: "internal"
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        case .unspecified, .other: nil
        }
    }
}
