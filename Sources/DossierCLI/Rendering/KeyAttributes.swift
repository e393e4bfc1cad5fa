internal import Dossier

/// The attributes that say what a span did, in the order in which they are shown.
///
/// Old and new names of OpenTelemetry's semantic conventions, topic by topic.
enum KeyAttributes {
    private static let keys = [
        "error.type", "exception.type", "exception.message",
        "http.request.method", "http.method", "http.route", "url.path", "http.target",
        "http.url", "url.full", "http.response.status_code", "http.status_code",
        "db.system.name", "db.system", "db.namespace", "db.name", "db.collection.name",
        "db.sql.table", "db.operation.name", "db.operation", "db.query.text", "db.statement",
        "db.response.status_code", "db.response.returned_rows",
        "messaging.system", "messaging.destination.name", "messaging.destination",
        "messaging.operation.name", "messaging.operation.type", "messaging.operation",
        "messaging.message.id", "messaging.kafka.offset",
        "rpc.system.name", "rpc.system", "rpc.service", "rpc.method", "rpc.grpc.status_code",
        "rpc.response.status_code",
        "graphql.operation.type", "graphql.operation.name",
        "faas.name", "faas.trigger",
        "gen_ai.operation.name", "openinference.span.kind", "gen_ai.provider.name",
        "gen_ai.system", "gen_ai.agent.name", "gen_ai.request.model", "gen_ai.response.model",
        "llm.model_name", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
        "gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens",
        "llm.token_count.prompt", "llm.token_count.completion", "llm.token_count.total",
        "gen_ai.response.finish_reasons", "gen_ai.tool.name", "tool.name",
        "mcp.method.name", "mcp.tool.name", "mcp.prompt.name", "mcp.resource.uri",
        "jsonrpc.error.code", "rpc.jsonrpc.error_code",
        "gen_ai.tool.call.id", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result",
        "tool.parameters", "tool.arguments", "tool.result",
        "gen_ai.conversation.id", "mcp.session.id", "session.id", "user.id", "enduser.id",
        "user.name", "tenant.id", "request.id", "request_id", "http.request.id",
        "jsonrpc.request.id", "mcp.request.id", "correlation_id",
        "server.address", "net.peer.name", "peer.service",
    ]

    private static let ranks = Dictionary(
        keys.enumerated().map { ($0.element, $0.offset) },
        uniquingKeysWith: { first, _ in first }
    )

    /// The key attributes among some, the most telling first; not those that repeat a name.
    static func select(from attributes: [Attribute], except name: String = "") -> [Attribute] {
        var found: [(rank: Int, attribute: Attribute)] = []
        for attribute in attributes {
            guard let rank = ranks[attribute.key] else { continue }
            if case .string(let text) = attribute.value, text == name { continue }
            found.append((rank, attribute))
        }
        if found.count > 1 { found.sort { $0.rank < $1.rank } }
        return found.map(\.attribute)
    }
}
