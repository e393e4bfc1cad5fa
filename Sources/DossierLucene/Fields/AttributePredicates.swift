internal import DossierColumns
internal import DossierLuceneSyntax
internal import DossierQuery

/// Makes predicates of tests of attributes, and of members of attributes that are maps.
enum AttributePredicates {
    /// In which scopes an attribute is looked for, the first that has it deciding.
    static let scopes: [LuceneScope] = [.record, .scope, .resource]

    /// So many dots of a name may stand between a key and a member of its value.
    private static let splitCountMax = 64

    /// The attribute of a name: the key itself before members of a map.
    static func predicate(
        _ scope: LuceneScope?,
        _ name: [UInt8],
        _ test: ValueTest
    ) -> Predicate {
        let exists = ValueTest.exists
        let sources = (scope.map { [$0] } ?? scopes).flatMap { scope in
            splits(of: name).map { key, path in
                guard let path else {
                    return PredicateSource(
                        has: .test(column(scope, key), exists),
                        passes: .test(column(scope, key), test)
                    )
                }
                return PredicateSource(
                    has: .test(column(scope, key), exists.ofMember(path)),
                    passes: .test(column(scope, key), test.ofMember(path))
                )
            }
        }
        return .firstSource(sources)
    }

    /// The key and the path within its value, the longest key first.
    static func splits(of name: [UInt8]) -> [(key: [UInt8], path: [UInt8]?)] {
        let dots = name.indices.filter { name[$0] == UInt8(ascii: ".") }
        let parts = dots.suffix(splitCountMax).reversed().map { dot in
            (Array(name[..<dot]), Optional(Array(name[(dot + 1)...])))
        }
        return [(name, nil)] + parts
    }

    static func column(_ scope: LuceneScope, _ key: [UInt8]) -> PredicateColumn {
        switch scope {
        case .record: .attribute(key)
        case .scope: .scopeAttribute(key)
        case .resource: .resourceAttribute(key)
        }
    }

    /// Some attribute whose name begins so, in any scope.
    static func predicate(
        beginning prefix: [UInt8],
        _ test: ValueTest,
        in catalogue: PredicateCatalogue
    ) -> Predicate {
        var parts: [Predicate] = []
        for scope in scopes {
            for prefix in prefixes(prefix, in: scope) {
                for key in keys(of: scope, in: catalogue) {
                    parts += tests(of: key, beginning: prefix, test)
                        .map { .test(column(scope, key), $0) }
                }
                if scope == .record {
                    // Attributes without a column of their own are one map.
                    parts.append(.test(.field(.overflow), test.ofMembers(beginning: prefix)))
                }
            }
        }
        return .or(parts)
    }

    static func keys(of scope: LuceneScope, in catalogue: PredicateCatalogue) -> [[UInt8]] {
        switch scope {
        case .record: catalogue.keys(of: .logRecord)
        case .scope: catalogue.scopeKeys
        case .resource: catalogue.resourceKeys
        }
    }

    /// How the keys of a scope begin where names begin so, with the scope's own name or without.
    private static func prefixes(_ prefix: [UInt8], in scope: LuceneScope) -> [[UInt8]] {
        let name = Array("\(scope.rawValue).".utf8)
        if prefix.starts(with: name) { return [prefix, Array(prefix.dropFirst(name.count))] }
        return name.starts(with: prefix) ? [[]] : [prefix]
    }

    private static func tests(
        of key: [UInt8],
        beginning prefix: [UInt8],
        _ test: ValueTest
    ) -> [ValueTest] {
        if key.starts(with: prefix) { return [test, test.ofMembers(beginning: [])] }
        let isBelow =
            prefix.count > key.count && prefix.starts(with: key)
            && prefix[key.count] == UInt8(ascii: ".")
        return isBelow ? [test.ofMembers(beginning: Array(prefix.dropFirst(key.count + 1)))] : []
    }
}
