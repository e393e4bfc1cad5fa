package import DossierColumns

/// A predicate with the slots, resources and scopes of a store, to be evaluated over its blocks.
package struct CompiledPredicate: Sendable {
    let table: Table
    let root: Node

    /// A part of the predicate.
    indirect enum Node: Sendable {
        case constant(Bool)
        case field(Field, ValueTest)
        case duration(ValueTest)
        case timeSinceStart(ValueTest)
        case slots(SlotGroup, ValueTest)
        /// By the number in a column of references.
        case numbers(Field, [Bool])
        case isTrace(TraceID)
        case traceID(ValueTest)
        case spanID(ValueTest)
        case effectiveTime(ValueTest)
        case hasBody(SlotGroup, ValueTest)
        case bodyWords(SlotGroup, WordMatch)
        case first([Source], isAbsentPassing: Bool)
        case and([Node])
        case or([Node])
        case not(Node)
        case anyChild(Table, Node)
    }

    /// One of several columns, the first of which that has a value decides.
    struct Source: Sendable {
        let has: Node
        let passes: Node
    }

    package init(_ predicate: Predicate, on table: Table, in catalogue: PredicateCatalogue) {
        self.table = table
        root = Compiler(catalogue: catalogue).node(predicate, table)
    }

    /// Whether no row of the store can pass.
    package var isNever: Bool { if case .constant(false) = root { true } else { false } }

    /// Whether every row passes.
    package var isAlways: Bool { if case .constant(true) = root { true } else { false } }
}

private struct Compiler {
    let catalogue: PredicateCatalogue

    /// Recursion is bounded by the depth of the predicate, which its language bounds.
    func node(_ predicate: Predicate, _ table: Table) -> CompiledPredicate.Node {
        switch predicate {
        case .constant(let value): return .constant(value)
        case .test(let column, let test): return node(column, test, table)
        case .isTrace(let id): return .isTrace(id)
        case .isNumbered(let field, let isPassing): return numbers(field, isPassing)
        case .first(let columns, let has, let test):
            return first(columns, has: has, test, table)
        case .firstSource(let sources): return first(sources, table)
        case .hasBody(let test): return body(table) { .hasBody($0, test) }
        case .bodyWords(let words):
            return body(table) { words.hasWords ? .bodyWords($0, words) : .constant(false) }
        case .and(let parts): return and(parts.map { node($0, table) })
        case .or(let parts): return or(parts.map { node($0, table) })
        case .not(let part):
            let inner = node(part, table)
            if case .constant(let value) = inner { return .constant(!value) }
            return .not(inner)
        case .anyChild(let child, let part):
            let inner = node(part, child)
            if case .constant(false) = inner { return inner }
            return .anyChild(child, inner)
        }
    }

    private func node(
        _ column: PredicateColumn,
        _ test: ValueTest,
        _ table: Table
    ) -> CompiledPredicate.Node {
        switch column {
        case .field(let field) where table.index(of: field) != nil: return .field(field, test)
        case .field(let field): return slots(catalogue.slots(field, of: table), test)
        case .attribute(let key): return slots(catalogue.slots(key: key, of: table), test)
        case .duration: return .duration(test)
        case .timeSinceStart: return .timeSinceStart(test)
        case .resourceAttribute(let key):
            return numbers(.resource, catalogue.resources) { origin in
                origin.value(of: key).map { test.passes($0) } ?? test.isAbsentPassing
            }
        case .scopeAttribute(let key):
            return numbers(.scope, catalogue.scopes) { origin in
                origin.value(of: key).map { test.passes($0) } ?? test.isAbsentPassing
            }
        case .scopeName: return numbers(.scope, catalogue.scopes) { passes($0.name, test) }
        case .scopeVersion: return numbers(.scope, catalogue.scopes) { passes($0.version, test) }
        case .traceID: return .traceID(test)
        case .spanID: return .spanID(test)
        case .effectiveTime: return .effectiveTime(test)
        case .child(let child, let column):
            let inner = node(column, test, child)
            if case .constant(false) = inner { return inner }
            return .anyChild(child, inner)
        }
    }

    private func passes(_ text: [UInt8], _ test: ValueTest) -> Bool {
        text.withUnsafeBytes { test.strings.passes($0) }
    }

    private func body(
        _ table: Table,
        _ node: (SlotGroup) -> CompiledPredicate.Node
    ) -> CompiledPredicate.Node {
        let group = catalogue.slots(.body, of: table)
        return group.isEmpty ? .constant(false) : node(group)
    }

    private func first(
        _ sources: [PredicateSource],
        _ table: Table
    ) -> CompiledPredicate.Node {
        var kept: [CompiledPredicate.Source] = []
        for source in sources {
            let has = node(source.has, table)
            if case .constant(false) = has { continue }
            let passes = node(source.passes, table)
            kept.append(.init(has: has, passes: passes))
            if case .constant(true) = has { break }
        }
        // The last ones decide nothing if no value passes there.
        while let last = kept.last, case .constant(false) = last.passes { kept.removeLast() }
        guard let first = kept.first else { return .constant(false) }
        return kept.count == 1 ? first.passes : .first(kept, isAbsentPassing: false)
    }

    private func slots(_ group: SlotGroup, _ test: ValueTest) -> CompiledPredicate.Node {
        group.isEmpty ? .constant(test.isAbsentPassing) : .slots(group, test)
    }

    private func numbers(
        _ field: Field,
        _ origins: [MetricOrigin],
        _ passes: (MetricOrigin) -> Bool
    ) -> CompiledPredicate.Node {
        numbers(field, origins.map(passes))
    }

    private func numbers(_ field: Field, _ isPassing: [Bool]) -> CompiledPredicate.Node {
        if !isPassing.contains(true) { return .constant(false) }
        if !isPassing.contains(false) { return .constant(true) }
        return .numbers(field, isPassing)
    }

    private func first(
        _ columns: [PredicateColumn],
        has: ValueTest,
        _ test: ValueTest,
        _ table: Table
    ) -> CompiledPredicate.Node {
        var present = test
        present.isAbsentPassing = false
        var sources: [CompiledPredicate.Source] = []
        for column in columns {
            let isThere = node(column, has, table)
            if case .constant(false) = isThere { continue }
            sources.append(
                .init(has: isThere, passes: passing(column, has, present, test, table))
            )
            if case .constant(true) = isThere { break }
        }
        guard !sources.isEmpty else { return .constant(test.isAbsentPassing) }
        if sources.count == 1, !test.isAbsentPassing { return sources[0].passes }
        return .first(sources, isAbsentPassing: test.isAbsentPassing)
    }

    /// The rows whose value of a column passes; a test that absent values pass may take for absent
    /// what has a value of another type, which counts only if it passes `has`.
    private func passing(
        _ column: PredicateColumn,
        _ has: ValueTest,
        _ present: ValueTest,
        _ test: ValueTest,
        _ table: Table
    ) -> CompiledPredicate.Node {
        guard test.isAbsentPassing else { return node(column, present, table) }
        if case .child(let child, let column) = column {
            return .anyChild(
                child,
                and([node(column, has, child), node(column, present, child)])
            )
        }
        return and([node(column, has, table), node(column, present, table)])
    }

    private func and(_ nodes: [CompiledPredicate.Node]) -> CompiledPredicate.Node {
        var kept: [CompiledPredicate.Node] = []
        for node in nodes {
            if case .constant(let value) = node {
                if !value { return .constant(false) }
                continue
            }
            kept.append(node)
        }
        if kept.isEmpty { return .constant(true) }
        kept.sort { $0.cost < $1.cost }
        return kept.count == 1 ? kept[0] : .and(kept)
    }

    private func or(_ nodes: [CompiledPredicate.Node]) -> CompiledPredicate.Node {
        var kept: [CompiledPredicate.Node] = []
        for node in nodes {
            if case .constant(let value) = node {
                if value { return .constant(true) }
                continue
            }
            kept.append(node)
        }
        if kept.isEmpty { return .constant(false) }
        return kept.count == 1 ? kept[0] : .or(kept)
    }
}

extension CompiledPredicate.Node {
    /// About how much work it is, to do the cheapest part first.
    fileprivate var cost: Int {
        switch self {
        case .constant: 0
        case .numbers, .isTrace, .effectiveTime: 1
        case .hasBody: 2
        case .traceID, .spanID: 6
        case .bodyWords: 20
        case .field(let field, _): field.type == .enumeration ? 2 : 4
        case .slots(let group, _): 3 + group.numbers.count
        case .duration: 5
        case .timeSinceStart: 6
        case .first(let sources, _): sources.reduce(0) { $0 + $1.passes.cost + $1.has.cost }
        case .and(let nodes), .or(let nodes): nodes.reduce(0) { $0 + $1.cost }
        case .not(let node): node.cost
        case .anyChild(_, let node): 5 + node.cost
        }
    }
}
