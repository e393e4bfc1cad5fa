/// The description of the endpoints that are Dossier's own: `schema/openapi.json`.
enum OpenAPIRoutes {
    static let all: [Route] = [
        Route(.get, "/api/openapi.json", isPublic: true) { _ in
            .json(PackageResources.openapi_json)
        }
    ]
}
