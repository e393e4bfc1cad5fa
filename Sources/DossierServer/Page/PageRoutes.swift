internal import Dossier
internal import DossierPrimitives

/// The page that shows the stores in a browser, and what only it asks for.
enum PageRoutes {
    static let all = views + assets + [extent]

    /// Every view is the same document, which reads its own URL, and tells nothing of the data.
    private static let views = ["/", "/traces", "/trace/{id}", "/logs", "/metrics"].map { path in
        Route(.get, path, isPublic: true) { try answer("index.html", to: $0) }
    }

    private static let assets = [
        Route(.get, "/assets/{file}", isPublic: true) { request in
            try answer(request.capture("file"), to: request)
        },
        Route(.get, "/assets/{folder}/{file}", isPublic: true) { request in
            let path = "\(request.capture("folder"))/\(request.capture("file"))"
            return try answer(path, to: request)
        },
    ]

    private static func answer(_ path: String, to request: HTTPRequest) throws -> HTTPResponse {
        guard let asset = PageAsset.all[path] else {
            throw HTTPFailure(404, "the page has no file of this name")
        }
        return HTTPResponse(asset, to: request)
    }

    /// From the first to the last time of all data, and of spans and log records alone.
    private static let extent = Route(.get, "/api/page/extent") { request in
        let answers = try request.stores.answers { file in
            (data: try file.timeRange(), events: try file.eventTimeRange())
        }
        var json = JSONWriter()
        json.object { json in
            let ranges = answers.all.map(\.answer)
            json.object("data") { $0.bounds(of: ranges.compactMap(\.data)) }
            json.object("events") { $0.bounds(of: ranges.compactMap(\.events)) }
            json.array("warnings", answers.warnings) { $0.string($1) }
        }
        return .json(json.takeBytes(endingLine: true))
    }
}

extension JSONWriter {
    /// The first and the last time of ranges, as nulls if there are none.
    fileprivate mutating func bounds(of ranges: [ClosedRange<Timestamp>]) {
        string("start", ranges.map(\.lowerBound).min()?.rfc3339())
        string("end", ranges.map(\.upperBound).max()?.rfc3339())
    }
}
