/// A Lucene query string as it was read: which log records it selects.
///
/// Every part is true or false for a record; nothing is ranked.
package indirect enum LuceneQuery: Hashable, Sendable {
    /// Every record: the empty query, `*` and `*:*`.
    case all
    case term(LuceneTerm)
    /// All of several parts; two at least.
    case and([LuceneQuery])
    /// Some of several parts; two at least.
    case or([LuceneQuery])
    case not(LuceneQuery)

    /// How deep groups may nest.
    package static let nestingLimit = 100
}

extension LuceneQuery {
    /// One part as it is, several as a conjunction; of equal parts the first one.
    static func all(of parts: [LuceneQuery]) -> LuceneQuery {
        let parts = distinct(parts)
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    /// One part as it is, several as a disjunction; of equal parts the first one.
    static func any(of parts: [LuceneQuery]) -> LuceneQuery {
        let parts = distinct(parts)
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private static func distinct(_ parts: [LuceneQuery]) -> [LuceneQuery] {
        guard parts.count > 1 else { return parts }
        var seen: Set<LuceneQuery> = []
        return parts.filter { seen.insert($0).inserted }
    }
}

/// What one field has to be like.
package struct LuceneTerm: Hashable, Sendable {
    /// The name of the field as it was written; nil for the body, which needs none.
    package let name: LuceneFieldName?
    package let value: LuceneValue

    init(_ name: LuceneFieldName?, _ value: LuceneValue) {
        self.name = name
        self.value = value
    }

    /// The field that the name stands for.
    package var field: LuceneField { LuceneField(name) }
}

/// The name before a colon.
package struct LuceneFieldName: Hashable, Sendable {
    package let bytes: [UInt8]
    /// Whether it stands for every field whose name begins so.
    package let isPrefix: Bool

    /// What stands before the name of a field that has to be there.
    static let existence = LuceneFieldName(Array("_exists_".utf8))

    init(_ bytes: [UInt8], isPrefix: Bool = false) {
        self.bytes = bytes
        self.isPrefix = isPrefix
    }
}

/// What stands behind the colon, or alone.
package enum LuceneValue: Hashable, Sendable {
    /// A word or a phrase.
    case text([UInt8])
    /// A word with `*` or `?`, but not `*` alone.
    case wildcard([LuceneWildcardPart])
    /// A regular expression, without its slashes.
    case pattern([UInt8])
    /// Not open at both ends.
    case range(LuceneRange)
    /// `*`: any value.
    case any
}

/// A part of a word with wildcards.
package enum LuceneWildcardPart: Hashable, Sendable {
    /// Not empty; two do not follow each other.
    case literal([UInt8])
    /// `?`: one character.
    case anyCharacter
    /// `*`: any number of characters; two do not follow each other.
    case anyCharacters
}

/// Values between two bounds, of which one may be missing.
package struct LuceneRange: Hashable, Sendable {
    package struct Bound: Hashable, Sendable {
        package let text: [UInt8]
        /// Whether the bound itself is in the range.
        package let isIncluded: Bool
    }

    package let lower: Bound?
    package let upper: Bound?
}

extension LuceneRange {
    /// The same range with other bounds.
    package func mappingBounds(_ map: ([UInt8]) -> [UInt8]) -> LuceneRange {
        LuceneRange(
            lower: lower.map { Bound(text: map($0.text), isIncluded: $0.isIncluded) },
            upper: upper.map { Bound(text: map($0.text), isIncluded: $0.isIncluded) }
        )
    }
}
