import DossierPrimitives

/// What the failures of a service look like in its telemetry, rendered once and escaped.
struct FailureTexts {
    /// The message of the exception, escaped.
    let message: [UInt8]
    /// The three attributes of an exception raised in the service.
    let raised: [UInt8]
    /// The same for an answer that did not come in time.
    let timedOut: [UInt8]

    init(_ service: ServiceBlueprint) {
        let language = service.language
        message = JSONWriter.escaped(service.failureMessage)
        raised = Self.exception(
            language.exceptionType,
            service.failureMessage,
            function: "handle",
            service
        )
        timedOut = Self.exception(
            language.timeoutType,
            "no response within 3000 ms",
            function: "send",
            service
        )
    }

    private static func exception(
        _ type: String,
        _ message: String,
        function: String,
        _ service: ServiceBlueprint
    ) -> [UInt8] {
        var json = JSONWriter(escaping: .required)
        json.attribute("exception.type", type)
        json.attribute("exception.message", message)
        json.attribute(
            "exception.stacktrace",
            service.language.stackTrace(
                type: type,
                message: message,
                service: service.name,
                function: function
            )
        )
        return json.bytes
    }
}

extension SimulatedScope {
    /// The scope of what is reported under it for a service.
    func rendered(for service: ServiceBlueprint) -> [UInt8] {
        var json = JSONWriter(escaping: .required)
        json.beginObject()
        json.key("name")
        json.string(service.language.scopeName(self, service: service.name))
        json.key("version")
        json.string(self == .application ? "2.0.0" : service.language.sdkVersion)
        json.endObject()
        return json.bytes
    }
}
