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
        var isMatch = [Bool](repeating: false, count: templates.count)
        let search = TemplateSearch(
            requiredBytes,
            in: ignoresCase ? templates.replacingStrings { $0.foldingASCIICase() } : templates
        )
        let isDecided = decided(search.outcomes, templates)
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
        var matcher = lendMatcher()
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

    /// For each template whether all its texts match because of what they have in common.
    private func decided(
        _ outcomes: [TemplateSearch.Outcome],
        _ templates: TemplatedTexts
    ) -> [Bool] {
        guard case .words(let words) = self else {
            return outcomes.map { $0 == .found && isDecidedByRequiredBytes }
        }
        var search = WordSearch(words)
        return templates.pieces.bytes.withUnsafeBytes { bytes in
            outcomes.indices.map { template in
                guard outcomes[template] != .none else { return false }
                let first = templates.firstPiece(of: template)
                let count = templates.variableCount(of: template)
                return (0...count).contains { index in
                    let range = templates.pieces.range(UInt32(first + index))
                    return search.matches(
                        WordScanner.inner(
                            of: UnsafeRawBufferPointer(rebasing: bytes[range]),
                            startsText: index == 0,
                            endsText: index == count
                        )
                    )
                }
            }
        }
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
