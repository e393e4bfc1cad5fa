import DossierColumns
import DossierStore

/// Which resources, scopes and metrics of a store have a value; found once, for all rows that refer
/// to them.
struct SharedFinding: Sendable {
    /// Those that have it in one place.
    struct Found: Sendable {
        /// The column of the numbers.
        let field: Field
        let element: ValuePlace.Element
        let path: [UInt8]
        var types: ValueTypes
        /// Ascending.
        var numbers: [UInt32]
    }

    private struct Place: Hashable {
        let element: ValuePlace.Element
        let path: [UInt8]
    }

    private(set) var found: [Found] = []
    /// By column, what all numbers that are found are below; nil if there are none.
    private(set) var numberLimits: [Field: Int] = [:]
    /// Into `found`.
    private var indices: [Place: Int] = [:]

    init(_ value: SoughtValue, in catalogue: PredicateCatalogue) throws {
        for (number, resource) in catalogue.resources.enumerated() {
            add(resource, number, .resource, value) {
                .resourceAttribute($0)
            }
        }
        for (number, scope) in catalogue.scopes.enumerated() {
            add(scope, number, .scope, value) { .scopeAttribute($0) }
            for (element, text) in [
                (ValuePlace.Element.scopeName, scope.name), (.scopeVersion, scope.version),
            ] where value.matches(text: text[...], asWord: value.findsWords) {
                insert(number, .scope, element, [], .string)
            }
        }
        let metrics = try catalogue.reader.sharedValues().metrics
        for number in 0..<metrics.count {
            let name = MetricHeader(metrics[UInt32(number)]).nameBytes
            if value.matches(text: name, asWord: value.findsWords)
                || value.metricNames.contains(where: { $0.elementsEqual(name) })
            {
                insert(number, .metric, .metricName, [], .string)
            }
        }
    }

    private mutating func add(
        _ origin: MetricOrigin,
        _ number: Int,
        _ field: Field,
        _ value: SoughtValue,
        _ element: ([UInt8]) -> ValuePlace.Element
    ) {
        for attribute in origin.attributes {
            let search = CompositeSearch(
                attribute.value[...],
                value,
                asWord: value.findsWords,
                takesKey: false
            )
            for (member, types) in search.members {
                insert(number, field, element(attribute.key), member.path, types)
            }
        }
    }

    /// Numbers of a column come ascending, but perhaps several times.
    private mutating func insert(
        _ number: Int,
        _ field: Field,
        _ element: ValuePlace.Element,
        _ path: [UInt8],
        _ types: ValueTypes
    ) {
        let index = indices[Place(element: element, path: path), default: found.count]
        if index == found.count {
            indices[Place(element: element, path: path)] = index
            found.append(Found(field: field, element: element, path: path, types: [], numbers: []))
        }
        found[index].types.formUnion(types)
        if found[index].numbers.last != UInt32(number) {
            found[index].numbers.append(UInt32(number))
        }
        numberLimits[field] = number + 1
    }
}
