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
                let unopened = request.stores.unopened
                guard !unopened.isEmpty else { return }
                json.array("unopened", unopened) { json, store in
                    json.object { json in
                        json.string("name", store.name)
                        json.string("error", store.failure.message)
                    }
                }
            }
            return .json(json.takeBytes(endingLine: true))
        }
    ]
}
