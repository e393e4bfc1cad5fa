/// What the failures of a service look like in its telemetry, rendered once and escaped.
struct FailureTexts {
    /// The message of the exception.
    let message: [UInt8]
    /// The three attributes of an exception raised in the service, a comma after each.
    let raised: [UInt8]
    /// The same for an answer that did not come in time.
    let timedOut: [UInt8]

    init(_ service: ServiceBlueprint) {
        let language = service.language
        var message = OTLPJSONBuffer()
        message.escaped(service.failureMessage)
        self.message = message.bytes
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
        var json = OTLPJSONBuffer()
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
    /// The `{"scope":{…},` of what the scope reports for a service.
    func rendered(for service: ServiceBlueprint) -> [UInt8] {
        var json = OTLPJSONBuffer()
        json.text(#"{"scope":{"name":""#)
        json.escaped(service.language.scopeName(self, service: service.name))
        json.text(#"","version":""#)
        json.escaped(self == .application ? "2.0.0" : service.language.sdkVersion)
        json.text(#""},"#)
        return json.bytes
    }
}
