internal import Dossier

/// The receiver of Loki's clients, such as Promtail and Grafana Alloy.
enum LokiPushRoutes {
    static let all: [Route] = [
        Route(
            .post,
            "/loki/api/v1/push",
            bodyLimit: ReceiverRoutes.bodyLimit,
            readsRows: false
        ) { try await push($0) }
    ]

    private static func push(_ request: HTTPRequest) async throws -> HTTPResponse {
        let type = MediaType(request.headers["content-type"] ?? "").name
        let isJSON = type == MediaType.json
        guard isJSON || type == MediaType.protobuf else {
            throw HTTPFailure(
                415,
                "the content type is not known; use \(MediaType.protobuf) or \(MediaType.json)"
            )
        }
        let ingestion = try request.stores.ingestion()
        let limit = ReceiverRoutes.bodyLimit
        let held = HeldBytes(request.bodies)
        defer { held.release() }
        // The protobuf is compressed with Snappy, whether the header says so or not.
        let body =
            isJSON
            ? try ContentCoding(request.headers).decode(request.body, limit: limit, held)
            : try SnappyDecoder.decode(request.body, limit: limit, held)
        do {
            let added = try await ingestion.add(body, isJSON ? .lokiJSON : .lokiProtobuf)
            guard added.rejectedCount > 0 else { return HTTPResponse(204, body: .bytes([])) }
            throw HTTPFailure(
                400,
                "\(added.rejectedCount) parts could not be read, the rest is stored: "
                    + (added.reason ?? "")
            )
        } catch let error as DossierError {
            throw HTTPFailure(receiving: error)
        }
    }
}
