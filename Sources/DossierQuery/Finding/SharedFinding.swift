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
        /// By number.
        var has: [Bool]
    }

    private struct Place: Hashable {
        let element: ValuePlace.Element
        let path: [UInt8]
    }

    private(set) var found: [Found] = []
    /// Into `found`.
    private var indices: [Place: Int] = [:]

    init(_ value: SoughtValue, in catalogue: PredicateCatalogue) throws {
        for (number, resource) in catalogue.resources.enumerated() {
            add(resource, number, .resource, catalogue.resources.count, value) {
                .resourceAttribute($0)
            }
        }
        for (number, scope) in catalogue.scopes.enumerated() {
            let count = catalogue.scopes.count
            add(scope, number, .scope, count, value) { .scopeAttribute($0) }
            for (element, text) in [
                (ValuePlace.Element.scopeName, scope.name), (.scopeVersion, scope.version),
            ] where value.matches(text: text[...], asWord: value.findsWords) {
                insert(number, .scope, count, element, [], .string)
            }
        }
        let metrics = try catalogue.reader.sharedValues().metrics
        for number in 0..<metrics.count {
            let name = MetricHeader(metrics[UInt32(number)]).nameBytes
            if value.matches(text: name, asWord: value.findsWords)
                || value.metricNames.contains(where: { $0.elementsEqual(name) })
            {
                insert(number, .metric, metrics.count, .metricName, [], .string)
            }
        }
    }

    private mutating func add(
        _ origin: MetricOrigin,
        _ number: Int,
        _ field: Field,
        _ count: Int,
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
                insert(number, field, count, element(attribute.key), member.path, types)
            }
        }
    }

    private mutating func insert(
        _ number: Int,
        _ field: Field,
        _ count: Int,
        _ element: ValuePlace.Element,
        _ path: [UInt8],
        _ types: ValueTypes
    ) {
        let index = indices[Place(element: element, path: path), default: found.count]
        if index == found.count {
            indices[Place(element: element, path: path)] = index
            let has = [Bool](repeating: false, count: count)
            found.append(Found(field: field, element: element, path: path, types: [], has: has))
        }
        found[index].types.formUnion(types)
        found[index].has[number] = true
    }
}
