internal import DossierPrimitives

/// Whether the server is up; open without a token, so it tells nothing of the data.
enum HealthRoutes {
    /// What is below a prefix, where there is no page.
    static let root = Route(.get, "/", isPublic: true) { _ in .text("Dossier is ready.\n") }

    static let all: [Route] = [
        Route(.get, "/health", isPublic: true) { _ in
            var json = JSONWriter()
            json.object { $0.string("status", "healthy") }
            return .json(json.takeBytes(endingLine: true))
        },
        Route(.get, "/ready", isPublic: true) { _ in .text("ready\n") },
        Route(.get, "/-/ready", isPublic: true) { _ in .text("Dossier is ready.\n") },
        Route(.get, "/-/healthy", isPublic: true) { _ in .text("Dossier is healthy.\n") },
        Route(.get, "/api/echo", isPublic: true) { _ in .text("echo") },
    ]
}
