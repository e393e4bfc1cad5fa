internal import DossierColumns
internal import DossierPrimitives
internal import DossierQuery

/// Conditions that all have to hold of one span, as Jaeger searches for traces.
package struct SpanConditions: Sendable {
    /// A service, or none at all.
    package enum Service: Hashable, Sendable {
        case named(String)
        case nameless
    }

    /// `service.name` of the resource.
    package var service: Service?
    /// The name of the span.
    package var name: String?
    /// Attributes by the text of their value: on the span, its resource, its scope, or any of its
    /// events or links; also what tools for OpenTracing show as tags, such as `error` and
    /// `span.kind`.
    package var attributes: [(key: String, text: String)] = []
    /// From start to end, both included; zero where that is unknown.
    package var minimumDuration: Duration?
    package var maximumDuration: Duration?
    /// When the span starts, both included.
    package var since: Timestamp?
    package var until: Timestamp?

    package init() {}

    var predicate: Predicate {
        var all: [Predicate] = []
        switch service {
        case .named(let name): all.append(.test(Self.serviceName, .text(name)))
        case .nameless:
            var anyText = ValueTest()
            anyText.strings = .all
            all.append(.not(.test(Self.serviceName, anyText)))
        case nil: break
        }
        if let name { all.append(.test(.field(.name), .text(name))) }
        if let minimumDuration {
            all.append(.test(.duration, .number(.greaterOrEqual, minimumDuration.nanoseconds)))
        }
        if let maximumDuration {
            all.append(.test(.duration, .number(.lessOrEqual, maximumDuration.nanoseconds)))
        }
        if let since {
            all.append(.test(.field(.startTime), .number(.greaterOrEqual, since.nanoseconds)))
        }
        if let until {
            all.append(.test(.field(.startTime), .number(.lessOrEqual, until.nanoseconds)))
        }
        return .and(all + attributes.map { Self.attribute($0.key, $0.text) })
    }

    private static let serviceName = PredicateColumn.resourceAttribute(Array("service.name".utf8))

    private static func attribute(_ key: String, _ text: String) -> Predicate {
        let test = ValueTest.text(ofAnyType: text)
        let bytes = Array(key.utf8)
        let places: [Predicate] = [
            .test(.attribute(bytes), test), .test(.resourceAttribute(bytes), test),
            .test(.scopeAttribute(bytes), test),
            .anyChild(.spanEvent, .test(.attribute(bytes), test)),
            .anyChild(.spanLink, .test(.attribute(bytes), test)),
        ]
        return .or(places + (tag(key, text).map { [$0] } ?? []))
    }

    /// A field that is shown as a tag; nil for keys that stand for none.
    private static func tag(_ key: String, _ text: String) -> Predicate? {
        switch key {
        case "error":
            let hasFailed = Predicate.test(.field(.statusCode), .number(.equal, 2))
            return text == "true" ? hasFailed : text == "false" ? .not(hasFailed) : nil
        case "span.kind": return number(of: text, in: kinds).map { .test(.field(.kind), $0) }
        case "otel.status_code":
            return number(of: text, in: statuses).map { .test(.field(.statusCode), $0) }
        case "otel.status_description": return .test(.field(.statusMessage), .text(text))
        case "w3c.tracestate": return .test(.field(.traceState), .text(text))
        case "otel.scope.name": return .test(.scopeName, .text(text))
        case "otel.scope.version": return .test(.scopeVersion, .text(text))
        case "event": return .anyChild(.spanEvent, .test(.field(.name), .text(text)))
        default: return nil
        }
    }

    /// By OpenTelemetry's numbers.
    private static let kinds = ["", "internal", "server", "client", "producer", "consumer"]
    private static let statuses = ["", "OK", "ERROR"]

    private static func number(of text: String, in names: [String]) -> ValueTest? {
        guard !text.isEmpty, let index = names.firstIndex(of: text) else { return nil }
        return .number(.equal, Int128(index))
    }
}

extension ValueTest {
    fileprivate static func text(_ text: String) -> ValueTest {
        var test = ValueTest()
        test.strings = .compare(.equal, with: Array(text.utf8))
        return test
    }

    fileprivate static func number(_ comparison: ValueComparison, _ number: Int128) -> ValueTest {
        var test = ValueTest()
        test.ints = .compare(comparison, with: Int64(clamping: number))
        return test
    }

    /// Values of any type that read so; of bytes none do.
    fileprivate static func text(ofAnyType text: String) -> ValueTest {
        var test = ValueTest.text(text)
        if let number = Int64(text), String(number) == text {
            test.ints = .compare(.equal, with: number)
        }
        if let number = Double(text), FloatText.json(number) == text {
            test.doubles = .compareAsDouble(.equal, with: number)
        }
        test.isTruePassing = text == "true"
        test.isFalsePassing = text == "false"
        test.isEmptyPassing = text.isEmpty
        let bytes = Array(text.utf8)
        test.composites = { CompositeText.json($0) == bytes }
        return test
    }
}
