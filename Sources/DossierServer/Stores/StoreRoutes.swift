internal import DossierPrimitives

/// Which stores there are.
enum StoreRoutes {
    static let all: [Route] = [
        Route(.get, "/api/stores") { request in
            var json = JSONWriter()
            json.object { json in
                json.array("stores", request.stores.stores) { json, store in
                    json.object { $0.string("name", store.name) }
                }
            }
            return .json(json.takeBytes(endingLine: true))
        }
    ]
}
