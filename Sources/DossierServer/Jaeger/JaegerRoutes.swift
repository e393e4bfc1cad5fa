/// Jaeger's APIs, over the spans of the stores.
enum JaegerRoutes {
    static let all: [Route] = JaegerLegacyRoutes.all + JaegerV3Routes.all
}
