internal import DossierColumns
internal import DossierLuceneSyntax
internal import DossierQuery
internal import DossierRegularExpressions

/// What the value of an attribute has to be like, by its type.
extension ValueTest {
    /// Reads the value of a query as each type has it: texts whole and in their case, numbers by
    /// amount; of an array some element, of a map its JSON.
    init(_ value: LuceneValue) throws(RegularExpressionError) {
        self.init()
        switch value {
        case .text(let text): takeText(text)
        case .wildcard(let parts):
            strings = .matching(
                SharedExpression(
                    try RegularExpression(anchoring: WildcardPattern.source(of: parts))
                )
            )
        case .pattern(let pattern):
            strings = .matching(SharedExpression(try RegularExpression(anchoring: pattern)))
        case .range(let range): takeRange(range)
        case .any:
            self = .exists
            return
        }
        takeElements()
    }

    /// A value that is there: an array that has some such element, anything but null.
    static let exists = ValueTest.anyValue { bytes in
        CompositeElements.contains(in: bytes) { _, _ in true }
    }

    private mutating func takeText(_ text: [UInt8]) {
        strings = .compare(.equal, with: text)
        isTruePassing = text.elementsEqual("true".utf8)
        isFalsePassing = text.elementsEqual("false".utf8)
        guard let number = NumberLiteral(text) else { return }
        doubles = .compareAsDouble(.equal, with: number.double)
        if let integer = number.integer { ints = .compare(.equal, with: integer) }
    }

    private mutating func takeRange(_ range: LuceneRange) {
        strings = .satisfying { ByteRange.contains(range, $0) }
        let (lower, upper) = (range.lower, range.upper)
        let (from, to) = (
            lower.map { NumberLiteral($0.text) }, upper.map { NumberLiteral($0.text) }
        )
        // A bound that is not a number has no numbers above or below it.
        if case .some(nil) = from { return }
        if case .some(nil) = to { return }
        let (includesLower, includesUpper) = (lower?.isIncluded ?? true, upper?.isIncluded ?? true)
        doubles = .between(
            (from ?? nil)?.double ?? -.infinity,
            includesLower: includesLower,
            (to ?? nil)?.double ?? .infinity,
            includesUpper: includesUpper
        )
        let least = from.map { $0?.lowest(isIncluded: includesLower) } ?? .min
        let greatest = to.map { $0?.highest(isIncluded: includesUpper) } ?? .max
        if let least, let greatest, least <= greatest { ints = .within(least...greatest) }
    }

    /// Lets arrays pass of which some element does, and maps whose JSON does.
    private mutating func takeElements() {
        let scalar = self
        composites = { bytes in
            CompositeElements.contains(in: bytes) { element, isMap in
                guard isMap else { return scalar.passes(element) }
                return scalar.strings.passes(CompositeText.json(element))
            }
        }
    }

    /// The test of a member by its dotted name; all that is no map or array fails.
    func ofMember(_ path: [UInt8]) -> ValueTest {
        var test = ValueTest()
        test.composites = { bytes in
            CompositeMembers.values(at: path[...], in: bytes).contains { passes($0) }
        }
        return test
    }

    /// The test of members whose dotted name begins so, and of all that is below them.
    func ofMembers(beginning prefix: [UInt8]) -> ValueTest {
        var test = ValueTest()
        test.composites = { bytes in
            CompositeMembers.contains(in: bytes, beginning: prefix[...]) { passes($0) }
        }
        return test
    }

    /// The test of texts whose case does not count, of a value in lower case.
    var ignoringCase: ValueTest {
        var test = ValueTest()
        let strings = strings
        test.strings = .satisfying { strings.passes(CaseFolding.folded($0)) }
        return test
    }
}

extension StringTest {
    func passes(_ text: [UInt8]) -> Bool { text.withUnsafeBytes { passes($0) } }
}

/// Ranges of texts, which compare by their bytes.
enum ByteRange {
    static func contains(_ range: LuceneRange, _ text: UnsafeRawBufferPointer) -> Bool {
        if let lower = range.lower {
            if text.lexicographicallyPrecedes(lower.text) { return false }
            if !lower.isIncluded, text.elementsEqual(lower.text) { return false }
        }
        if let upper = range.upper {
            if upper.text.lexicographicallyPrecedes(text) { return false }
            if !upper.isIncluded, text.elementsEqual(upper.text) { return false }
        }
        return true
    }
}

/// Words with wildcards as regular expressions.
enum WildcardPattern {
    /// An expression that matches what the word does, to be anchored at both ends.
    static func source(of parts: [LuceneWildcardPart]) -> [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case .literal(let bytes): bytes.flatMap { escaped($0) }
            case .anyCharacter: [UInt8(ascii: ".")]
            case .anyCharacters: Array(".*".utf8)
            }
        }
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        let isPlain =
            byte >= 0x80 || byte < 0x21 || (byte | 0x20) &- UInt8(ascii: "a") < 26
            || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_") || byte == 0x7f
        return isPlain ? [byte] : [UInt8(ascii: "\\"), byte]
    }
}
