import DossierBlocks
import DossierColumns
import DossierRegularExpressions

extension TextMatch {
    /// So many texts are put together at a time: few enough that they stay in the processor's
    /// cache.
    private static let batchCount = 256

    /// Which texts match, by value, of those that are asked for.
    ///
    /// Decides by templates where possible; other texts are composed.
    func matches(
        in templates: TemplatedTexts,
        _ texts: ColumnTexts,
        among isWanted: [Bool]
    ) throws -> [Bool] {
        if case .containing(let needle) = self, needle.isEmpty { return isWanted }
        var matcher = lendMatcher()
        var isMatch = [Bool](repeating: false, count: templates.count)
        let search = TemplateSearch(
            requiredBytes,
            in: ignoresCase ? templates.replacingStrings { $0.foldingASCIICase() } : templates
        )
        var isDecided = search.outcomes.map { $0 == .found && isDecidedByRequiredBytes }
        if case .words = self {
            for template in wordTemplates(templates, search.outcomes, &matcher) {
                isDecided[template] = true
            }
        }
        var candidates: [Int] = []
        for (value, code) in templates.codes.enumerated() where isWanted[value] {
            let template = Int(code)
            switch search.outcomes[template] {
            case .none: break
            case _ where isDecided[template]: isMatch[value] = true
            case .found: candidates.append(value)
            case .possible:
                let index = Int(templates.valueIndices[value])
                if search.isPossible(template: template, value: index) { candidates.append(value) }
            }
        }
        var templates = templates
        if case .words(let words) = self, words.isOneWord, !candidates.isEmpty {
            templates = templates.withoutInnerWords(ofTemplatesOf: candidates)
        }
        if case .matching = self, let lent = matcher {
            // Held once, so that what it learns is not copied.
            matcher = nil
            var search = TemplateExpressionSearch(templates, texts, lent)
            candidates = search.search(candidates, &isMatch)
            matcher = search.matcher
        }
        var start = 0
        while start < candidates.count {
            let end = Self.endOfRun(candidates, start)
            let values = candidates[start]..<(candidates[end - 1] + 1)
            let (bytes, lengths) = try texts.composed(values, of: templates)
            let found = matches(in: bytes, lengths, &matcher)
            for (value, isFound) in zip(values, found) where isFound && isWanted[value] {
                isMatch[value] = true
            }
            start = end
        }
        takeBack(matcher)
        return isMatch
    }

    /// The templates all of whose texts have the words in what stands within a piece.
    private func wordTemplates(
        _ templates: TemplatedTexts,
        _ outcomes: [TemplateSearch.Outcome],
        _ matcher: inout RegularExpressionMatcher?
    ) -> [Int] {
        var inner = StringTable()
        var owners: [Int] = []
        templates.pieces.bytes.withUnsafeBytes { bytes in
            for template in outcomes.indices {
                // Without a piece that has the required bytes nothing is known of all texts.
                guard outcomes[template] == .found || requiredBytes.isEmpty else { continue }
                templates.forEachPiece(of: template) { _, words in
                    _ = inner.append(UnsafeRawBufferPointer(rebasing: bytes[words]))
                    owners.append(template)
                }
            }
        }
        return zip(owners, matches(in: inner, &matcher)).filter(\.1).map(\.0)
    }

    /// Where candidates end that follow each other, as far as they are put together at once.
    private static func endOfRun(_ candidates: [Int], _ start: Int) -> Int {
        var end = start + 1
        while end < candidates.count, end - start < batchCount,
            candidates[end] == candidates[end - 1] + 1
        {
            end += 1
        }
        return end
    }

    private func matches(
        in bytes: [UInt8],
        _ lengths: [UInt64],
        _ matcher: inout RegularExpressionMatcher?
    ) -> [Bool] {
        matches(in: StringTable(bytes: bytes, lengths: lengths), &matcher)
    }
}

extension TemplatedTexts {
    /// Calls back with where each piece of a template is, and with the part of it that has the same
    /// words whatever stands beside the piece.
    fileprivate func forEachPiece(
        of template: Int,
        _ body: (_ piece: Range<Int>, _ words: Range<Int>) -> Void
    ) {
        let numbers = pieces(of: template)
        pieces.bytes.withUnsafeBytes { bytes in
            for number in numbers {
                let piece = pieces.range(UInt32(number))
                let words = WordScanner.inner(
                    of: UnsafeRawBufferPointer(rebasing: bytes[piece]),
                    startsText: number == numbers.lowerBound,
                    endsText: number == numbers.upperBound
                )
                body(
                    piece,
                    piece.lowerBound + words.lowerBound..<piece.lowerBound + words.upperBound
                )
            }
        }
    }

    /// The templates of some values with a space in the place of what has the same words whatever
    /// stands beside a piece; those of other values are empty.
    fileprivate func withoutInnerWords(ofTemplatesOf values: [Int]) -> TemplatedTexts {
        var isWanted = [Bool](repeating: false, count: templateCount)
        for value in values { isWanted[Int(codes[value])] = true }
        var (left, lengths): ([UInt8], [UInt64]) = ([], [])
        for template in isWanted.indices {
            guard isWanted[template] else {
                lengths += repeatElement(0, count: variableCount(of: template) + 1)
                continue
            }
            forEachPiece(of: template) { piece, words in
                let start = left.count
                left += pieces.bytes[piece.lowerBound..<words.lowerBound]
                if !words.isEmpty { left.append(UInt8(ascii: " ")) }
                left += pieces.bytes[words.upperBound..<piece.upperBound]
                lengths.append(UInt64(left.count - start))
            }
        }
        return replacing(pieces: StringTable(bytes: left, lengths: lengths))
    }
}
