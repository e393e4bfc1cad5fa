import DossierBlocks
import DossierColumns

extension CommitEncoder {
    /// Cuts the long texts of the batch into fragments, and adds those that the file lacks to the
    /// commit.
    ///
    /// Only texts of which at least half repeats are stored so: others are smaller in their column,
    /// as templates or under LZ4. `index` has every fragment of the file, and is given the new ones.
    mutating func encodeLongTexts(_ index: inout FragmentIndex) {
        let strings = batch.strings
        let codes = strings.longTextCodes
        if codes.isEmpty { return }
        let seeds = index.seeds
        let texts = map(codes) { code in
            strings.bytes.withUnsafeBytes { bytes in
                let text = UnsafeRawBufferPointer(rebasing: bytes[strings.range(code)])
                return LongText(code, text, seeds)
            }
        }
        var counts: [ContentIdentity: Int] = [:]
        for text in texts {
            for identity in text.identities { counts[identity, default: 0] += 1 }
        }
        var found = LongTexts()
        var new: [Range<Int>] = []
        let first = index.count
        for text in texts {
            let repeatedByteCount = text.byteCount { identity in
                counts[identity] != 1 || index.contains(identity)
            }
            guard repeatedByteCount * 2 >= strings.range(text.code).count else { continue }
            let base = strings.range(text.code).lowerBound
            var numbers: [UInt32] = []
            for (range, identity) in zip(text.ranges, text.identities) {
                let (number, isNew) = index.intern(identity)
                if isNew { new.append((base + range.lowerBound)..<(base + range.upperBound)) }
                numbers.append(number)
            }
            found.add(text.code, fragments: numbers)
        }
        longTexts = found
        commit.fragmentPacks = encodePacks(new, of: strings, first: first)
    }

    /// `fragments` are ranges of the bytes of the strings, numbered from `first` on.
    private func encodePacks(
        _ fragments: [Range<Int>],
        of strings: StringTable,
        first: UInt32
    ) -> [StoredFragmentPack] {
        var packs: [Range<Int>] = []
        var start = 0
        var byteCount = 0
        for (index, fragment) in fragments.enumerated() {
            byteCount += fragment.count
            let isFull =
                byteCount >= FragmentPack.byteCountUsual
                || index + 1 - start == FragmentPack.fragmentCountMax
            guard isFull || index == fragments.count - 1 else { continue }
            packs.append(start..<(index + 1))
            start = index + 1
            byteCount = 0
        }
        let effort = effort
        return map(packs) { pack in
            strings.bytes.withUnsafeBytes { bytes in
                StoredFragmentPack(
                    first: first + UInt32(pack.lowerBound),
                    count: pack.count,
                    rawByteCount: fragments[pack].reduce(0) { $0 + $1.count },
                    data: FragmentPack.encode(fragments[pack], of: bytes, effort: effort)
                )
            }
        }
    }
}

/// A long text, cut into fragments.
private struct LongText: Sendable {
    let code: UInt32
    /// Of the bytes of the text.
    let ranges: [Range<Int>]
    let identities: [ContentIdentity]

    init(_ code: UInt32, _ text: UnsafeRawBufferPointer, _ seeds: ContentIdentity.Seeds) {
        self.code = code
        var start = 0
        ranges = FragmentCutter.ends(of: text).map { end in
            defer { start = end }
            return start..<end
        }
        identities = ranges.map { range in
            ContentIdentity(UnsafeRawBufferPointer(rebasing: text[range]), seeds)
        }
    }

    /// The number of bytes in fragments for which a condition holds.
    func byteCount(where condition: (ContentIdentity) -> Bool) -> Int {
        zip(ranges, identities).reduce(0) { $0 + (condition($1.1) ? $1.0.count : 0) }
    }
}

extension StringTable {
    /// The codes of the strings that are long enough to be stored as fragments.
    var longTextCodes: [UInt32] {
        var codes: [UInt32] = []
        guard byteCount >= FragmentCutter.textByteCountMin else { return codes }
        for code in 0..<UInt32(count) where range(code).count >= FragmentCutter.textByteCountMin {
            codes.append(code)
        }
        return codes
    }
}
